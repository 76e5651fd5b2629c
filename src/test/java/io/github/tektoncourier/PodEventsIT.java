package io.github.tektoncourier;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.cluster.Cluster;
import io.github.tektoncourier.demo.kube.ApiResource;
import io.github.tektoncourier.demo.kube.EmbeddedCluster;
import io.github.tektoncourier.demo.receivers.EventReceiver;
import io.github.tektoncourier.demo.receivers.Received;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Core Events about pods, through the whole service. */
@Timeout(120)
class PodEventsIT {

    /** Three kinds of runs, and the core Events about each and about pods. */
    private static final int WATCHES = 6;

    private static final String TYPE = "io.github.tektoncourier.taskrun.kubernetesevent.v1";
    private static final String SINK =
            """
            - route:
                id: all
                from:
                  uri: kamelet:tekton-events-source
                  parameters: { subscription: all, types: "*" }
                  steps:
                    - to: { uri: "kamelet:cloudevents-http-sink", parameters: { url: "URL" } }
            """;

    private final EmbeddedCluster world = EmbeddedCluster.start(0);
    private final EventReceiver receiver = EventReceiver.start(0);

    @TempDir
    private Path folder;

    @BeforeEach
    void writeSink() throws Exception {
        Files.writeString(folder.resolve("all.camel.yaml"), SINK.replace("URL", receiver.url()));
    }

    @AfterEach
    void stop() {
        receiver.close();
        world.close();
    }

    @Test
    void an_event_about_a_pod_that_is_here_before_its_runs_status_is_told_with_the_run() throws Exception {
        try (Service service = start()) {
            taskRun("a");
            podEvent("nginx-6d4cf56db6-x7k2p", "e-0");
            podEvent("a-pod", "e-1");
            patiently().until(() -> dropped(service, "foreign pod") == 1);
            List<Received> before = podEvents();

            name("a", "a-pod");

            patiently().until(() -> podEvents().size() == 1);
            assertThat(before).isEmpty();
            Received event = podEvents().get(0);
            assertThat(event.attribute("id"))
                    .hasValueSatisfying(id ->
                            assertThat(id).startsWith("u-a/kubernetesevent/").endsWith("/1"));
            assertThat(event.text()).startsWith("{\"event\":{").contains("\"taskRun\":{", "\"uid\":\"u-a\"");
            podEvent("a-pod", "e-2");
            patiently().until(() -> podEvents().size() == 2);
        }
    }

    @Test
    void a_stop_does_not_wait_for_a_pods_run_and_loses_no_event() throws Exception {
        Service first = start();
        taskRun("a");
        podEvent("nginx-6d4cf56db6-x7k2p", "e-0");
        podEvent("a-pod", "e-1");
        patiently().until(() -> dropped(first, "foreign pod") == 1);

        Instant begun = Instant.now();
        first.close();
        Duration stopped = Duration.between(begun, Instant.now());
        name("a", "a-pod");
        try (Service second = start()) {
            patiently().until(() -> podEvents().size() == 1);
            assertThat(dropped(second, "unknown pod")).isZero();
        }

        assertThat(stopped).isLessThan(Duration.ofSeconds(7));
    }

    @Test
    void what_was_recorded_while_it_was_away_is_told_though_it_is_old() throws Exception {
        start(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-2))).close();
        for (int i = 0; i < 300; i++) {
            taskRun("r" + i, now().minusSeconds(40));
            name("r" + i, "r" + i + "-pod");
            podEvent("r" + i + "-pod", "e-" + i, now().minusSeconds(30));
        }

        try (Service service = start()) {
            patiently().until(() -> podEvents().size() == 300);
            assertThat(dropped(service, "unknown pod")).isZero();
        }
    }

    private List<Received> podEvents() {
        return receiver.received().stream()
                .filter(event -> event.attribute("type").orElse("").equals(TYPE))
                .toList();
    }

    private void taskRun(String name) {
        taskRun(name, now());
    }

    private void taskRun(String name, Instant created) {
        world.put("{\"apiVersion\":\"tekton.dev/v1\",\"kind\":\"TaskRun\",\"metadata\":{\"name\":\"" + name
                + "\",\"namespace\":\"ci\",\"uid\":\"u-" + name + "\",\"creationTimestamp\":\"" + created + "\"}}");
    }

    private void name(String run, String pod) {
        world.merge(ApiResource.TASK_RUNS, "ci", run, "{\"status\":{\"podName\":\"" + pod + "\"}}");
    }

    private void podEvent(String pod, String uid) {
        podEvent(pod, uid, now());
    }

    private void podEvent(String pod, String uid, Instant time) {
        world.put("{\"apiVersion\":\"v1\",\"kind\":\"Event\",\"metadata\":{\"name\":\"" + pod + "." + uid
                + "\",\"namespace\":\"ci\",\"uid\":\"" + uid
                + "\"},\"involvedObject\":{\"apiVersion\":\"v1\",\"kind\":\"Pod\","
                + "\"namespace\":\"ci\",\"name\":\"" + pod + "\",\"uid\":\"p-" + pod + "\"},\"reason\":\"Scheduled\","
                + "\"type\":\"Normal\",\"count\":1,\"lastTimestamp\":\"" + time + "\"}");
    }

    private static Instant now() {
        return Instant.now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
    }

    private static ConditionFactory patiently() {
        return Awaitility.await().atMost(Duration.ofSeconds(30));
    }

    /** The counter of dropped Events, as an operator reads it. */
    private static double dropped(Service service, String reason) throws Exception {
        String metrics = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + "/observe/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        String line = "courier_kubernetes_events_dropped_total{reason=\"" + reason + "\"} ";
        return metrics.lines()
                .filter(text -> text.startsWith(line))
                .mapToDouble(text -> Double.parseDouble(text.substring(line.length())))
                .sum();
    }

    private Service start() {
        return start(Clock.systemUTC());
    }

    private Service start(Clock clock) {
        Settings settings = Settings.load(
                Map.of(),
                null,
                Map.of(
                        "courier.port", "0",
                        "courier.announce", "all",
                        "courier.kubernetes-events", "runs,pods",
                        "courier.sinks", folder.toString(),
                        "courier.journal.directory", folder.resolve("journal").toString()));
        Service service = Service.start(settings, Cluster.at(URI.create(world.url())), clock);
        patiently().until(() -> world.openWatches() == WATCHES);
        return service;
    }
}
