package io.github.tektoncourier;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.cluster.Cluster;
import io.github.tektoncourier.demo.EmbeddedCluster;
import io.github.tektoncourier.demo.HttpReceiver;
import io.github.tektoncourier.demo.Received;
import io.github.tektoncourier.journal.Books;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The service whose journal loses its file or finds it damaged: it starts again in the same process and loses nothing. */
@Timeout(120)
class LastingServiceIT {

    private final EmbeddedCluster world = EmbeddedCluster.start(0);
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final HttpReceiver receiver = HttpReceiver.start(0, request -> received.add(request));

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        receiver.close();
        world.close();
    }

    @Test
    void a_journal_deleted_while_it_is_open_costs_a_pause_and_nothing_else() throws Exception {
        try (LastingService service = start()) {
            int port = service.port();
            put("before");
            patiently().until(() -> ids().equals(List.of("before/queued")));

            Files.delete(folder.resolve("journal/journal.db"));
            put("after");

            patiently().until(() -> ids().equals(List.of("before/queued", "after/queued")));
            assertThat(service.port()).isEqualTo(port);
            patiently().until(() -> ready(port) == 200);
            assertThat(service.books()).allMatch(Books::balanced).allMatch(books -> books.delivered() == 2);
        }
    }

    private LastingService start() {
        Settings settings = Settings.load(
                Map.of(),
                null,
                Map.of(
                        "courier.port", "0",
                        "courier.http.url", receiver.url(),
                        "courier.sinks", folder.resolve("none").toString(),
                        "courier.journal.directory", folder.resolve("journal").toString()));
        LastingService service = LastingService.start(settings, Cluster.at(URI.create(world.url())), Clock.systemUTC());
        patiently().until(() -> world.openWatches() == 6);
        return service;
    }

    private void put(String uid) {
        world.put("{\"apiVersion\":\"tekton.dev/v1\",\"kind\":\"TaskRun\",\"metadata\":{\"name\":\"" + uid
                + "\",\"namespace\":\"ci\",\"uid\":\"" + uid + "\",\"creationTimestamp\":\"2026-01-01T00:00:00Z\"}}");
    }

    private List<String> ids() {
        return received.stream()
                .map(request -> request.attribute("id").orElse(""))
                .toList();
    }

    private int ready(int port) throws Exception {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/observe/health/ready"))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (java.io.IOException e) {
            return 0;
        }
    }

    private static ConditionFactory patiently() {
        return Awaitility.await().atMost(Duration.ofSeconds(40));
    }
}
