package io.github.tektoncourier.demo.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The embedded cluster fails as told, and works again when the fault is over. */
class FaultsTest {
    private static final String RUNS = "/apis/tekton.dev/v1/taskruns";

    private EmbeddedCluster cluster;
    private Client client;

    @BeforeEach
    void start() {
        cluster = EmbeddedCluster.start(0);
        client = new Client(cluster.url());
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @ParameterizedTest
    @CsvSource({
        "401,Unauthorized",
        "403,Forbidden",
        "410,Expired",
        "429,TooManyRequests",
        "500,InternalError",
        "503,ServiceUnavailable"
    })
    void a_status_is_answered_as_often_as_told(int status, String reason) throws Exception {
        cluster.faults().add(Fault.answer(status, RUNS).times(2));

        Client.Reply first = client.get(RUNS);
        Client.Reply second = client.get(RUNS);

        assertThat(first.status()).isEqualTo(status);
        assertThat(first.json().path("reason").asText()).isEqualTo(reason);
        assertThat(second.status()).isEqualTo(status);
        assertThat(client.get(RUNS).status()).isEqualTo(200);
    }

    @Test
    void a_fault_may_be_for_watches_alone() throws Exception {
        cluster.faults().add(Fault.answer(403, RUNS).verb("watch"));

        assertThat(client.get(RUNS).status()).isEqualTo(200);
        assertThat(client.get(RUNS + "?watch=true").json().path("message").asText())
                .contains("cannot watch resource \"taskruns\" in API group \"tekton.dev\" at the cluster scope");
    }

    @Test
    void a_watch_can_be_closed_at_once() throws Exception {
        cluster.faults().add(Fault.closeWatch(RUNS).times(1));
        put("one");

        assertThat(client.watch(RUNS, 1)).isEmpty();
        assertThat(client.watch(RUNS, 1)).hasSize(1);
    }

    @Test
    void a_stalled_cluster_takes_requests_and_writes_nothing_until_it_is_lifted() throws Exception {
        try (Client.Watch watch = client.open(RUNS)) {
            cluster.faults().add(Fault.stall(RUNS));
            put("one");

            assertThatThrownBy(() -> impatient(RUNS)).isInstanceOf(SocketTimeoutException.class);
            cluster.faults().lift();
            List<JsonNode> events = watch.next(1);

            assertThat(events.get(0).at("/object/metadata/name").asText()).isEqualTo("one");
        }
    }

    @Test
    void a_dropped_connection_ends_the_watch() throws Exception {
        try (Client.Watch watch = client.open(RUNS)) {
            cluster.dropConnections();

            assertThatThrownBy(() -> watch.next(1)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void an_open_watch_can_expire() throws Exception {
        try (Client.Watch watch = client.open(RUNS)) {
            cluster.expireWatches();

            List<JsonNode> events = watch.next(2);

            assertThat(events).singleElement().satisfies(e -> {
                assertThat(e.path("type").asText()).isEqualTo("ERROR");
                assertThat(e.at("/object/code").asInt()).isEqualTo(410);
            });
        }
    }

    @Test
    void a_cut_request_gets_no_answer() {
        cluster.faults().add(Fault.cut(RUNS));

        assertThatThrownBy(() -> client.get(RUNS)).isInstanceOf(IOException.class);
    }

    @Test
    void what_is_stored_survives_an_outage_on_the_same_port() throws Exception {
        put("one");
        String url = cluster.url();

        cluster.down();
        assertThatThrownBy(() -> client.get(RUNS)).isInstanceOf(IOException.class);
        cluster.up();

        assertThat(cluster.url()).isEqualTo(url);
        assertThat(client.get(RUNS).json().path("items")).hasSize(1);
    }

    @Test
    void latency_delays_the_answer() throws Exception {
        cluster.faults().add(Fault.latency(RUNS, 150).times(1));
        Instant before = Instant.now();

        assertThat(client.get(RUNS).status()).isEqualTo(200);

        assertThat(Duration.between(before, Instant.now())).isGreaterThanOrEqualTo(Duration.ofMillis(140));
    }

    @Test
    void another_process_tells_and_lifts_faults_over_http() throws Exception {
        Client.Reply told = client.send(
                "POST", "/_faults", "{\"fault\":\"answer\",\"status\":429,\"path\":\"/apis/tekton.dev\",\"times\":0}");
        Client.Reply during = client.get(RUNS);
        client.send("DELETE", "/_faults", "");

        assertThat(told.json().path("faults")).hasSize(1);
        assertThat(during.status()).isEqualTo(429);
        assertThat(client.get(RUNS).status()).isEqualTo(200);
        assertThat(client.send("POST", "/_faults", "{\"fault\":\"earthquake\"}")
                        .json()
                        .path("message")
                        .asText())
                .contains("is none of answer, stall");
    }

    @Test
    void requests_are_counted_by_verb() throws Exception {
        client.get(RUNS);
        client.get(RUNS + "?limit=1");
        client.get("/api/v1/namespaces/kube-system");
        client.watch(RUNS + "?timeoutSeconds=1", 1);

        assertThat(cluster.requests().counts())
                .containsEntry("list", 2L)
                .containsEntry("get", 1L)
                .containsEntry("watch", 1L);
        assertThat(client.get("/_requests").json().at("/counts/list").asInt()).isEqualTo(2);
    }

    private void put(String name) {
        cluster.put(
                """
                {"apiVersion":"tekton.dev/v1","kind":"TaskRun","metadata":{"namespace":"ci","name":"%s"},"spec":{}}
                """
                        .formatted(name));
    }

    private void impatient(String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(cluster.url() + path).toURL().openConnection();
        connection.setReadTimeout(300);
        connection.getInputStream().close();
    }
}
