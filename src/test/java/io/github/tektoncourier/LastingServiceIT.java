package io.github.tektoncourier;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.cluster.Cluster;
import io.github.tektoncourier.demo.kube.EmbeddedCluster;
import io.github.tektoncourier.demo.receivers.EventReceiver;
import io.github.tektoncourier.demo.receivers.Received;
import io.github.tektoncourier.journal.Books;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The service whose journal loses its file or finds it damaged: it starts again in the same process and loses nothing. */
@Timeout(120)
class LastingServiceIT {

    private static final String SINK =
            """
            - route:
                id: all
                from:
                  uri: kamelet:tekton-events-source
                  parameters: { subscription: all, startFrom: earliest }
                  steps:
                    - to: { uri: "kamelet:cloudevents-http-sink", parameters: { url: "%s" } }
            """;

    private final EmbeddedCluster world = EmbeddedCluster.start(0);
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final EventReceiver receiver = EventReceiver.start(0, request -> received.add(request));

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

            // A file that is refused later keeps nothing from being ready, the same process started again included.
            Files.createDirectories(folder.resolve("sinks"));
            Files.writeString(folder.resolve("sinks/wrong.camel.yaml"), "wrong");
            Files.delete(folder.resolve("journal/journal.db"));
            put("after");

            patiently().until(() -> ids().equals(List.of("before/queued", "after/queued")));
            assertThat(service.port()).isEqualTo(port);
            patiently().until(() -> ready(port) == 200);
            assertThat(service.books()).allMatch(Books::balanced).allMatch(books -> books.delivered() == 2);
        }
    }

    @Test
    void while_it_waits_to_start_again_it_is_alive_and_not_ready() throws Exception {
        try (LastingService service = start()) {
            int port = service.port();
            for (String run :
                    List.of("first", "second")) { // a service that needs it twice in ten minutes waits five seconds
                put(run);
                patiently().until(() -> ids().contains(run + "/queued"));
                Files.delete(folder.resolve("journal/journal.db"));
                patiently().until(() -> Files.exists(folder.resolve("journal/journal.db")));
            }

            patiently().until(() -> words(port, "live").contains("the journal is opened again"));
            assertThat(answer(port, "live")).isEqualTo(200);
            assertThat(ready(port)).isEqualTo(503);
            put("third");
            patiently().until(() -> ids().contains("third/queued"));
            patiently().until(() -> ready(port) == 200);
        }
    }

    @Test
    void a_page_damaged_while_it_is_open_costs_a_pause_and_what_is_told_again_has_the_same_id_and_says_so()
            throws Exception {
        try (LastingService service = start()) {
            for (int i = 0; i < 60; i++) {
                put("r" + i);
            }
            patiently().until(() -> Set.copyOf(ids()).size() == 60);
            patiently().until(() -> service.books().stream().allMatch(b -> b.delivered() == 60));
        }
        spoil(folder.resolve("journal/journal.db"), "/namespaces/ci/taskruns/r7\"".getBytes(StandardCharsets.UTF_8));
        try (LastingService service = start()) {
            Files.createDirectories(folder.resolve("sinks")); // one that is new reads all of it
            Files.writeString(folder.resolve("sinks/all.camel.yaml"), SINK.formatted(receiver.url()));
            put("later");

            patiently().until(() -> setAside().size() == 1);
            patiently().until(() -> ids().contains("later/queued"));
            patiently()
                    .until(() -> service.books().size() == 2
                            && service.books().stream()
                                    .allMatch(b -> b.balanced() && b.pending() == 0 && b.appended() > 60));
            patiently().until(() -> ready(service.port()) == 200);
            for (int i = 0; i < 60; i++) {
                String id = "r" + i + "/queued";
                assertThat(received.stream()
                                .filter(r -> r.attribute("id").orElse("").equals(id))
                                .filter(r -> r.attribute("replay").isEmpty()))
                        .as("as it was, to both sinks; the one that was lost only to the first")
                        .hasSize(i == 7 ? 1 : 2);
            }
            patiently().until(() -> replayed().equals(List.of("r7/queued", "r7/queued")));
        }
    }

    private List<String> replayed() {
        return received.stream()
                .filter(r -> r.attribute("replay").orElse("").equals("true"))
                .map(r -> r.attribute("id").orElse(""))
                .toList();
    }

    private List<Path> setAside() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("journal"))) {
            return files.filter(f -> f.getFileName().toString().matches("journal\\.db\\.damaged-[0-9TZ.]+"))
                    .toList();
        }
    }

    private static int find(byte[] in, byte[] what) {
        for (int at = 0; at <= in.length - what.length; at++) {
            if (Arrays.equals(in, at, at + what.length, what, 0, what.length)) {
                return at;
            }
        }
        return -1;
    }

    private static void spoil(Path file, byte[] what) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            for (int at = find(bytes, what); at >= 0; at = find(bytes, what)) {
                open.seek(at + 3);
                open.write('X');
                bytes[at] = 0;
            }
        }
    }

    private LastingService start() {
        Settings settings = Settings.load(
                Map.of(),
                null,
                Map.of(
                        "courier.port", "0",
                        "courier.http.url", receiver.url(),
                        "courier.sinks", folder.resolve("sinks").toString(),
                        "courier.journal.directory", folder.resolve("journal").toString()));
        LastingService service = LastingService.start(settings, Cluster.at(URI.create(world.url())), Clock.systemUTC());
        patiently().until(() -> world.openWatches() == 5);
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
        return answer(port, "ready");
    }

    private static int answer(int port, String what) throws Exception {
        try {
            return health(port, what).statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    private static String words(int port, String what) throws Exception {
        try {
            return health(port, what).body();
        } catch (IOException e) {
            return "";
        }
    }

    private static HttpResponse<String> health(int port, String what) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/observe/health/" + what))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static ConditionFactory patiently() {
        return Awaitility.await().atMost(Duration.ofSeconds(40));
    }
}
