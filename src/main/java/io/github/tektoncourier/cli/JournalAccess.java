package io.github.tektoncourier.cli;

import io.github.tektoncourier.Settings;
import io.github.tektoncourier.StartException;
import io.github.tektoncourier.api.client.ApiClient;
import io.github.tektoncourier.api.client.RemoteJournal;
import io.github.tektoncourier.api.client.ServerAddress;
import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.JournalRequest;
import io.github.tektoncourier.journal.JournalView;
import io.github.tektoncourier.journal.engine.JournalFactory;
import io.github.tektoncourier.text.Secrets;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options by which commands find a journal: in a directory of this machine, or behind the HTTP API of a service. */
final class JournalAccess {

    @Mixin
    private SettingsOptions settings = new SettingsOptions();

    @Option(
            names = "--server",
            paramLabel = "URL",
            description =
                    "Asks the HTTP API of a running service, e.g. http://localhost:8080, not the journal's files.")
    private @Nullable String server;

    @Option(names = "--token-file", paramLabel = "FILE", description = "With --server: a file that has its token.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--ca-file",
            paramLabel = "FILE",
            description = "With --server https://…: PEM certificates that it is to be checked by.")
    private @Nullable Path caFile;

    /** The settings, for what is not asked of the server. */
    Settings load() {
        return settings.load(Map.of());
    }

    /** Whether a server is asked. */
    boolean remote() {
        return server != null;
    }

    /**
     * Reads the journal.
     *
     * @throws StartException when it cannot be read
     */
    <T> T read(Function<JournalView, T> reading) {
        try (JournalView journal = open()) {
            return reading.apply(journal);
        } catch (JournalException e) {
            throw StartException.environment(e.getMessage());
        }
    }

    /**
     * Has the journal's owner do something.
     *
     * @throws StartException when it is not done
     */
    JournalRequest.Result ask(JournalRequest request, Clock clock) {
        try {
            return remote()
                    ? new RemoteJournal(client()).ask(request)
                    : JournalFactory.request(load().journal(), clock, request);
        } catch (JournalException e) {
            throw StartException.environment(e.getMessage());
        }
    }

    private JournalView open() {
        if (remote()) {
            return new RemoteJournal(client());
        }
        if (tokenFile != null || caFile != null) {
            throw StartException.wrongUse("--token-file and --ca-file are about a server: name it by --server URL.");
        }
        return JournalFactory.view(load().path("courier.journal.directory"));
    }

    private ApiClient client() {
        try {
            URI uri = ServerAddress.uri(String.valueOf(server));
            if (tokenFile == null) {
                throw new IllegalArgumentException("--server needs --token-file FILE, a file that has its token.");
            }
            if ("http".equals(uri.getScheme()) && caFile != null) {
                throw new IllegalArgumentException("--ca-file is for https://; " + uri + " has no certificate.");
            }
            String token = ServerAddress.token(tokenFile);
            Secrets.ofProcess().owner("--token-file").secret(token);
            SSLContext trust = caFile == null ? null : ServerAddress.trust(caFile);
            if (ServerAddress.inTheClear(uri)) {
                System.err.println("courier: warning: the token goes to " + uri.getHost()
                        + " without encryption. Use https, or kubectl port-forward and http://localhost:8080.");
            }
            return new ApiClient(uri, token, trust);
        } catch (IllegalArgumentException e) {
            throw StartException.wrongUse(String.valueOf(e.getMessage()));
        }
    }
}
