package io.github.tektoncourier.docs;

import io.github.tektoncourier.Service;
import io.github.tektoncourier.Settings;
import io.github.tektoncourier.cluster.Cluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

/** The service with the token of a service account, and what it says: its warnings and its answer to the readiness probe. */
final class CourierInPod implements AutoCloseable {

    private static final String SINK =
            """
            - route:
                id: all
                from:
                  uri: kamelet:tekton-events-source
                  parameters: { subscription: all, types: "*" }
                  steps:
                    - to: { uri: "kamelet:cloudevents-http-sink", parameters: { url: "%s" } }
            """;

    private final List<String> warned = new CopyOnWriteArrayList<>();
    private final Logger logger = (Logger) LogManager.getLogger("io.github.tektoncourier");
    private final AbstractAppender ear = new AbstractAppender("ear", null, null, false, Property.EMPTY_ARRAY) {
        @Override
        public void append(LogEvent event) {
            if (event.getLevel().isMoreSpecificThan(Level.WARN)) {
                warned.add(event.getMessage().getFormattedMessage());
            }
        }
    };
    private final Cluster cluster;
    private final Service service;

    CourierInPod(Path kubeconfig, Path folder, String receiver, Map<String, String> settings) throws IOException {
        Files.createDirectory(folder.resolve("sinks"));
        Files.writeString(folder.resolve("sinks/all.camel.yaml"), SINK.formatted(receiver));
        ear.start();
        logger.addAppender(ear);
        logger.setAdditive(false);
        Configurator.setLevel(logger.getName(), Level.WARN);
        cluster = Cluster.find(Map.of("KUBECONFIG", kubeconfig.toString()), folder)
                .orElseThrow();
        service = Service.start(
                Settings.load(
                        Map.of("COURIER_PORT", "0", "COURIER_LABEL_SELECTOR", "team=a"), null, all(folder, settings)),
                cluster,
                Clock.systemUTC());
    }

    private static Map<String, String> all(Path folder, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("courier.sinks", folder.resolve("sinks").toString());
        all.put("courier.journal.directory", folder.resolve("journal").toString());
        return all;
    }

    List<String> warned() {
        return warned;
    }

    int readiness() {
        return ready().statusCode();
    }

    /** All that an operator can read of it. */
    String said() {
        return String.join("\n", warned) + "\n" + ready().body().replace("\\\"", "\"");
    }

    /** What a scrape gets. */
    String metrics() {
        return get("/observe/metrics").body();
    }

    private HttpResponse<String> ready() {
        return get("/observe/health/ready");
    }

    private HttpResponse<String> get(String path) {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        service.close();
        cluster.close();
        logger.removeAppender(ear);
        logger.setAdditive(true);
        Configurator.setLevel(logger.getName(), (Level) null);
    }
}
