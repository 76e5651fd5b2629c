package io.github.tektoncourier.cluster;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What Kubernetes puts into every pod: where the API server is, its CA, and a token that is replaced before it expires. */
final class ServiceAccount {

    private static final Path FOLDER = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

    private final Map<String, String> environment;
    private final Path folder;

    private ServiceAccount(Map<String, String> environment, Path folder) {
        this.environment = environment;
        this.folder = folder;
    }

    static Optional<ServiceAccount> find(Map<String, String> environment) {
        return find(environment, FOLDER);
    }

    /** The same with the files somewhere else. */
    static Optional<ServiceAccount> find(Map<String, String> environment, Path folder) {
        return environment.containsKey("KUBERNETES_SERVICE_HOST") && Files.isReadable(folder.resolve("token"))
                ? Optional.of(new ServiceAccount(environment, folder))
                : Optional.empty();
    }

    Access read() {
        String host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
        String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443");
        String server = "https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        Path authority = folder.resolve("ca.crt");
        Config config = Config.empty();
        config.setMasterUrl(server);
        if (Files.isRegularFile(authority)) {
            config.setCaCertFile(authority.toString());
        }
        namespace().ifPresent(config::setNamespace);
        return new Access(
                config,
                null,
                folder.resolve("token"),
                null,
                null,
                Proxies.inFrontOf(server, environment),
                List.of(authority),
                List.of());
    }

    private Optional<String> namespace() {
        try {
            return Optional.of(Files.readString(folder.resolve("namespace")).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
