package io.github.tektoncourier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tektoncourier.cluster.Cluster;
import io.github.tektoncourier.demo.kube.EmbeddedCluster;
import io.github.tektoncourier.demo.receivers.EventReceiver;
import io.github.tektoncourier.schema.OnTheWire;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service in this process: what operators ask it over HTTP. */
class ServiceIT {

    private final EmbeddedCluster world = EmbeddedCluster.start(0);
    private final EventReceiver receiver =
            EventReceiver.start(0, request -> OnTheWire.delivered(request.headers(), request.body()));

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        receiver.close();
        world.close();
    }

    @Test
    void it_says_when_it_is_started_and_ready_and_shows_its_books() throws Exception {
        try (Service service = Service.start(settings("0"), cluster(), Clock.systemUTC())) {
            world.put(
                    """
                    {"apiVersion":"tekton.dev/v1","kind":"TaskRun",
                     "metadata":{"name":"a","namespace":"ci","uid":"u-1","creationTimestamp":"2026-01-01T00:00:00Z"}}""");

            patiently().until(() -> receiver.received().size() == 1);
            patiently().until(() -> get(service, "/observe/health/ready").statusCode() == 200);
            assertThat(get(service, "/observe/health/started").statusCode()).isEqualTo(200);
            assertThat(get(service, "/observe/health/live").statusCode()).isEqualTo(200);
            patiently().untilAsserted(() -> assertThat(
                            get(service, "/observe/metrics").body())
                    .contains("courier_events_total{outcome=\"delivered\",subscription=\"http\"} 1.0")
                    .contains("courier_attempts_total{outcome=\"delivered\",subscription=\"http\"} 1.0")
                    .contains("courier_delivery_delay_seconds_count{subscription=\"http\"} 1")
                    .contains("courier_append_delay_seconds_count 1")
                    .containsPattern("courier_journal_commit_seconds_count [1-9]")
                    .containsPattern("courier_apiserver_requests_total\\{code=\"2xx\",verb=\"watch\"\\} [1-9]")
                    .containsPattern("courier_watch_age_seconds\\{watch=\"taskruns in all namespaces\"\\} [0-9]"));
            assertThat(service.books()).allMatch(books -> books.balanced());
            assertThat(get(service, "/api/v1/subscriptions").body()).contains("\"subscription\":\"http\"");
            assertThat(get(service, "/api/v1/sinks").body()).contains("\"state\":\"running\"", "\"state\":\"off\"");
            assertThat(get(service, "/api/v1/runs").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void a_restart_costs_what_changed_and_requests_for_six_runs_of_each_kind_while_its_place_is_served()
            throws Exception {
        for (int i = 0; i < 1_200; i++) {
            world.put("{\"apiVersion\":\"tekton.dev/v1\",\"kind\":\"TaskRun\",\"metadata\":{\"name\":\"r" + i
                    + "\",\"namespace\":\"ci\"}}");
        }
        try (Service service = Service.start(settings("0"), cluster(), Clock.systemUTC())) {
            patiently().until(() -> receiver.received().size() == 1_200);
            patiently().until(() -> world.openWatches() == 5);
        }
        world.requests().clear();
        world.put(
                "{\"apiVersion\":\"tekton.dev/v1\",\"kind\":\"TaskRun\",\"metadata\":{\"name\":\"meanwhile\",\"namespace\":\"ci\"}}");

        try (Service service = Service.start(settings("0"), cluster(), Clock.systemUTC())) {
            patiently().until(() -> receiver.received().size() == 1_201);
            patiently().until(() -> world.openWatches() == 5);
        }

        assertThat(world.requests().latest())
                .filteredOn(request -> request.verb().equals("list"))
                .as("only of one object each, for where the server is: six runs that are known and one Event")
                .hasSizeLessThanOrEqualTo(7)
                .allMatch(request -> request.query().matches("limit=1(&.*)?"));
        assertThat(world.requests().latest()).hasSizeLessThanOrEqualTo(15);
    }

    @Test
    void it_is_not_ready_while_the_api_server_is_away_and_recovers_by_itself() throws Exception {
        world.down();
        try (Service service = Service.start(settings("0"), cluster(), Clock.systemUTC())) {
            patiently().until(() -> get(service, "/observe/health/ready").statusCode() == 503);

            world.up();

            patiently().until(() -> get(service, "/observe/health/ready").statusCode() == 200);
        }
    }

    @Test
    void one_refused_file_keeps_it_from_being_ready_at_a_start_and_later_changes_no_probe() throws Exception {
        Files.createDirectories(folder.resolve("none"));
        Path file = Files.writeString(folder.resolve("none/audit.camel.yaml"), sink("{{audit.url}}"));
        try (Service service = Service.start(settings("0"), cluster(), Clock.systemUTC())) {
            world.put(
                    "{\"apiVersion\":\"tekton.dev/v1\",\"kind\":\"TaskRun\",\"metadata\":{\"name\":\"a\",\"namespace\":\"ci\"}}");

            patiently().until(() -> receiver.received().size() == 1);
            assertThat(get(service, "/observe/health/ready").statusCode()).isEqualTo(503);
            assertThat(get(service, "/observe/health/ready").body())
                    .contains("Sink files that have not run yet: " + file + ":")
                    .contains("audit.url");
            assertThat(get(service, "/observe/health/started").statusCode()).isEqualTo(200);
            assertThat(get(service, "/observe/health/live").statusCode()).isEqualTo(200);

            Files.writeString(file, sink(receiver.url()));
            patiently().until(() -> get(service, "/observe/health/ready").statusCode() == 200);

            Files.writeString(file, sink("{{audit.url}}"));
            patiently().untilAsserted(() -> assertThat(
                            get(service, "/observe/metrics").body())
                    .contains("courier_sink_files_refused 1.0"));
            assertThat(get(service, "/observe/health/ready").statusCode()).isEqualTo(200);
            assertThat(get(service, "/observe/health/ready").body()).contains("Sink files refused: " + file + ":");
        }
    }

    private static String sink(String url) {
        return """
                - route:
                    id: audit
                    from:
                      uri: kamelet:tekton-events-source
                      parameters: { subscription: audit }
                      steps:
                        - to: { uri: "kamelet:cloudevents-http-sink", parameters: { url: "%s" } }
                """
                .formatted(url);
    }

    @Test
    void a_stop_while_a_route_waits_for_another_that_is_not_there_takes_seconds() throws Exception {
        Files.createDirectories(folder.resolve("none"));
        Files.writeString(
                folder.resolve("none/nowhere.camel.yaml"),
                """
                - route:
                    id: nowhere
                    from:
                      uri: kamelet:tekton-events-source
                      parameters: { subscription: nowhere }
                      steps:
                        - to: { uri: "direct:nowhere" }
                """);
        Path taker = Files.writeString(
                folder.resolve("none/taker.camel.yaml"),
                """
                - route:
                    id: taker
                    from:
                      uri: direct:nowhere
                      steps:
                        - log: "taken"
                """);
        Service service = Service.start(settings("0"), cluster(), Clock.systemUTC());
        Files.delete(taker); // while both are there nothing is wrong with the other file
        AtomicInteger runs = new AtomicInteger();
        patiently().until(() -> {
            world.put("{\"apiVersion\":\"tekton.dev/v1\",\"kind\":\"TaskRun\",\"metadata\":{\"name\":\"r"
                    + runs.incrementAndGet() + "\",\"namespace\":\"ci\"}}");
            return service.books().stream()
                    .anyMatch(books -> books.subscription().equals("nowhere")
                            && !books.lastError().isEmpty());
        });

        long begun = System.nanoTime();
        service.close();

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void a_taken_port_is_said_before_anything_starts() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            Settings settings = settings(Integer.toString(taken.getLocalPort()));

            assertThatThrownBy(() -> Service.start(settings, cluster(), Clock.systemUTC()))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("Port " + taken.getLocalPort() + " is taken");
        }
    }

    private static ConditionFactory patiently() {
        return Awaitility.await().atMost(Duration.ofSeconds(30));
    }

    private Settings settings(String port) {
        return Settings.load(
                Map.of(),
                null,
                Map.of(
                        "courier.port", port,
                        "courier.announce", "all",
                        "courier.http.url", receiver.url(),
                        "courier.sinks", folder.resolve("none").toString(),
                        "courier.journal.directory", folder.resolve("journal").toString()));
    }

    private Cluster cluster() {
        return Cluster.at(URI.create(world.url()));
    }

    private static HttpResponse<String> get(Service service, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
