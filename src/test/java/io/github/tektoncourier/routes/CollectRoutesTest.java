package io.github.tektoncourier.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.cloudevents.CloudEvent;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.cloudevent.CloudEvents;
import io.github.tektoncourier.cluster.WholeResources;
import io.github.tektoncourier.enrich.Enrichment;
import io.github.tektoncourier.enrich.Pause;
import io.github.tektoncourier.logs.FailureNotice;
import io.github.tektoncourier.moment.Moments;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.FakeKnown;
import io.github.tektoncourier.run.KnownRun;
import io.github.tektoncourier.run.KubernetesEvent;
import io.github.tektoncourier.run.KubernetesEventReader;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.RunReader;
import io.github.tektoncourier.run.Scope;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.apache.camel.test.junit5.TestExecutionConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The shipped collect routes, from a change that the watch hands over to what the journal is asked to append. */
@Timeout(60)
class CollectRoutesTest extends CamelTestSupport {

    private static final Scope SCOPE = new Scope("c", "events/TaskRun", "", "");
    private static final String UID = "u-1";
    private static final String STORED = "{\"apiVersion\":\"tekton.dev/v1\",\"kind\":\"TaskRun\",\"metadata\":{"
            + "\"name\":\"a\",\"namespace\":\"ns\",\"uid\":\"u-1\",\"labels\":{\"tekton.dev/task\":\"maven\"}},"
            + "\"spec\":{\"params\":[{\"name\":\"n\",\"value\":\"ü\"}]},\"status\":{}}";

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final FakeKnown known = new FakeKnown();
    private boolean stopping;
    private int answerStatus = 200;
    private String answer = STORED;
    private HttpServer server;
    private KubernetesClient client;

    @Override
    public void configureTest(TestExecutionConfiguration configuration) {
        super.configureTest(configuration);
        configuration.withUseAdviceWith(true);
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        client = client(startServer());
        context.getRegistry().bind("kubernetesClient", client);
        context.getRegistry().bind("enrich", new Enrichment(known, "", Clock.systemUTC(), Pause.until(() -> stopping)));
        context.getRegistry().bind("moments", new Moments());
        context.getRegistry().bind("cloudEvents", new CloudEvents("", known));
        context.getRegistry().bind("failureNotice", FailureNotice.NONE);
        return context;
    }

    @AfterEach
    void stopServer() {
        client.close();
        server.stop(0);
    }

    @Test
    void a_changed_run_reaches_the_journal_as_events() throws Exception {
        MockEndpoint journal = route("collect-runs");
        Run run = RunReader.read(
                RunKind.TASK_RUN,
                STORED.getBytes(StandardCharsets.UTF_8),
                0,
                STORED.getBytes(StandardCharsets.UTF_8).length);

        template.sendBody("direct:in", Change.ofRun(SCOPE, Change.Type.ADDED, false, run));

        Batch batch = only(journal);
        assertThat(batch.entries()).extracting(Batch.Entry::moment).containsExactly("queued");
        assertThat(new String(batch.data(), StandardCharsets.UTF_8)).isEqualTo("{\"taskRun\":" + STORED + "}");
    }

    @Test
    void an_event_goes_on_with_the_run_that_the_journal_has_and_nobody_is_asked() throws Exception {
        known.latest(UID, STORED);
        MockEndpoint journal = route("collect-kubernetes-events");

        template.sendBody("direct:in", event("e-1", "TaskRun", "a", "Pulled"));

        assertThat(data(journal)).contains("{\"event\":{", "\"taskRun\":" + STORED + "}");
        assertThat(asked).isEmpty();
    }

    @Test
    void an_event_about_an_unknown_run_goes_on_with_what_the_api_server_has_and_asks_once() throws Exception {
        MockEndpoint journal = route("collect-kubernetes-events");

        template.sendBody("direct:in", event("e-1", "TaskRun", "a", "Pulled"));
        template.sendBody("direct:in", event("e-2", "TaskRun", "a", "Started"));

        assertThat(asked).containsExactly("/apis/tekton.dev/v1/namespaces/ns/taskruns/a");
        List<Batch> batches = batches(journal);
        assertThat(batches).hasSize(2);
        for (Batch batch : batches) {
            assertThat(new String(batch.data(), StandardCharsets.UTF_8)).endsWith("\"taskRun\":" + STORED + "}");
            CloudEvent event = batch.entries().get(0).event();
            assertThat(event.getType()).isEqualTo("io.github.tektoncourier.taskrun.kubernetesevent.v1");
            assertThat(event.getExtension("task")).isEqualTo("maven");
        }
        assertThat(journal.getExchanges().get(0).getMessage().getHeaders()).isEmpty();
    }

    @Test
    void custom_runs_are_asked_for_in_their_own_version() throws Exception {
        route("collect-kubernetes-events");

        template.sendBody("direct:in", event("e-1", "CustomRun", "a", "Pulled"));

        assertThat(asked).containsExactly("/apis/tekton.dev/v1beta1/namespaces/ns/customruns/a");
    }

    @Test
    void an_event_about_a_run_that_is_gone_goes_on_without_it() throws Exception {
        answerStatus = 404;
        answer = "{\"kind\":\"Status\",\"status\":\"Failure\",\"reason\":\"NotFound\",\"code\":404}";
        MockEndpoint journal = route("collect-kubernetes-events");

        template.sendBody("direct:in", event("e-1", "TaskRun", "a", "Pulled"));
        template.sendBody("direct:in", event("e-2", "TaskRun", "a", "Pulled"));
        template.sendBody("direct:in", event("e-3", "u-9", "TaskRun", "b", "Pulled"));

        assertThat(asked)
                .as("once for each run; that one is gone keeps nobody from asking for another")
                .hasSize(2);
        assertThat(batches(journal).subList(0, 2)).allSatisfy(batch -> {
            assertThat(new String(batch.data(), StandardCharsets.UTF_8)).doesNotContain("taskRun\":");
            CloudEvent event = batch.entries().get(0).event();
            assertThat(event.getId()).startsWith("u-1/kubernetesevent/e-");
            assertThat(event.getSource()).hasToString("/apis/tekton.dev/v1/namespaces/ns/taskruns/a");
        });
    }

    @Test
    void a_successor_of_the_same_name_is_not_taken_for_the_run() throws Exception {
        answer = STORED.replace("\"u-1\"", "\"u-2\"");
        MockEndpoint journal = route("collect-kubernetes-events");

        template.sendBody("direct:in", event("e-1", "TaskRun", "a", "Pulled"));

        assertThat(data(journal)).startsWith("{\"event\":").doesNotContain("\"taskRun\":");
    }

    @Test
    void a_refusal_or_a_failure_of_the_api_server_never_holds_an_event_back() throws Exception {
        for (int status : new int[] {403, 500}) {
            answerStatus = status;
            answer = "{\"kind\":\"Status\",\"status\":\"Failure\",\"message\":\"no\\u001b\",\"code\":" + status + "}";
            if (context.getRoute("collect-kubernetes-events") == null) {
                route("collect-kubernetes-events");
            }

            template.sendBody("direct:in", event("e-" + status, "TaskRun", "a", "Pulled"));
            template.sendBody("direct:in", event("f-" + status, "u-9", "TaskRun", "b", "Pulled"));
        }

        assertThat(batches(getMockEndpoint("mock:journal"))).hasSize(4).allSatisfy(batch -> assertThat(batch.entries())
                .hasSize(1));
        assertThat(asked).as("the API server is left alone for a while").hasSize(1);
    }

    @Test
    void what_tells_of_sending_events_is_dropped_and_its_position_goes_on() throws Exception {
        MockEndpoint journal = route("collect-kubernetes-events");

        template.sendBody("direct:in", event("e-1", "TaskRun", "a", "CloudEventSent"));

        Batch batch = only(journal);
        assertThat(batch.entries()).isEmpty();
        assertThat(batch.change().position()).contains("9");
        assertThat(asked).isEmpty();
    }

    @Test
    void an_event_about_a_pod_goes_on_with_its_run_by_the_runs_name() throws Exception {
        known.pod("ns", "a-pod", new KnownRun(RunKind.TASK_RUN, UID, "ns", "a"));
        MockEndpoint journal = route("collect-kubernetes-events");

        template.sendBody("direct:in", podEvent("a-pod", Instant.now()));

        assertThat(asked).containsExactly("/apis/tekton.dev/v1/namespaces/ns/taskruns/a");
        assertThat(data(journal)).startsWith("{\"event\":{").endsWith("\"taskRun\":" + STORED + "}");
        CloudEvent event = only(journal).entries().get(0).event();
        assertThat(event.getType()).isEqualTo("io.github.tektoncourier.taskrun.kubernetesevent.v1");
        assertThat(event.getId()).isEqualTo("u-1/kubernetesevent/e-1/1");
        assertThat(event.getSource()).hasToString("/apis/tekton.dev/v1/namespaces/ns/taskruns/a");
    }

    @Test
    void an_event_about_a_foreign_pod_is_only_a_position() throws Exception {
        MockEndpoint journal = route("collect-kubernetes-events");

        template.sendBody("direct:in", podEvent("nginx-6d4cf56db6-x7k2p", Instant.now()));

        Batch batch = only(journal);
        assertThat(batch.entries()).isEmpty();
        assertThat(batch.change().position()).contains("9");
        assertThat(asked).isEmpty();
    }

    @Test
    void an_event_that_waits_for_its_run_when_the_courier_stops_is_no_position() throws Exception {
        stopping = true;
        MockEndpoint journal = route("collect-kubernetes-events");

        Exchange given =
                template.send("direct:in", exchange -> exchange.getMessage().setBody(podEvent("a-pod", Instant.now())));

        assertThat(given.getException()).hasMessageContaining("read again after the next start");
        assertThat(journal.getExchanges()).isEmpty();
    }

    private static Change podEvent(String pod, Instant time) {
        byte[] json = ("{\"metadata\":{\"name\":\"" + pod + ".17\",\"namespace\":\"ns\",\"uid\":\"e-1\","
                        + "\"resourceVersion\":\"9\"},\"involvedObject\":{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"name\":\""
                        + pod + "\",\"namespace\":\"ns\",\"uid\":\"p-1\"},\"reason\":\"Pulled\",\"lastTimestamp\":\""
                        + time
                        + "\"}")
                .getBytes(StandardCharsets.UTF_8);
        KubernetesEvent event = KubernetesEventReader.read(json, 0, json.length);
        return Change.ofEvent(new Scope("c", "events/Pod", "", ""), Change.Type.ADDED, false, event);
    }

    private MockEndpoint route(String id) throws Exception {
        var resource =
                PluginHelper.getResourceLoader(context).resolveResource("classpath:routes/" + id + ".camel.yaml");
        PluginHelper.getRoutesLoader(context).loadRoutes(resource);
        AdviceWith.adviceWith(context, id, route -> {
            route.replaceFromWith("direct:in");
            route.weaveByToUri("journal:*").replace().to("mock:journal");
        });
        context.start();
        return getMockEndpoint("mock:journal");
    }

    private static Change event(String uid, String kind, String name, String reason) {
        return event(uid, UID, kind, name, reason);
    }

    private static Change event(String uid, String runUid, String kind, String name, String reason) {
        byte[] json = ("{\"metadata\":{\"name\":\"" + name + ".17\",\"namespace\":\"ns\",\"uid\":\"" + uid
                        + "\",\"resourceVersion\":\"9\"},\"involvedObject\":{\"apiVersion\":\"tekton.dev/v1\",\"kind\":\""
                        + kind + "\",\"name\":\"" + name + "\",\"namespace\":\"ns\",\"uid\":\"" + runUid
                        + "\"},\"reason\":\"" + reason + "\",\"count\":1}")
                .getBytes(StandardCharsets.UTF_8);
        KubernetesEvent event = KubernetesEventReader.read(json, 0, json.length);
        return Change.ofEvent(SCOPE, Change.Type.ADDED, false, event);
    }

    private static List<Batch> batches(MockEndpoint journal) {
        return journal.getExchanges().stream()
                .map(exchange -> exchange.getMessage().getBody(Batch.class))
                .toList();
    }

    private static Batch only(MockEndpoint journal) {
        assertThat(journal.getExchanges()).hasSize(1);
        return batches(journal).get(0);
    }

    private static String data(MockEndpoint journal) {
        return new String(only(journal).data(), StandardCharsets.UTF_8);
    }

    private int startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().getPath());
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(answerStatus, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server.getAddress().getPort();
    }

    private static KubernetesClient client(int port) {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + port)
                .withRequestRetryBackoffLimit(0)
                .build();
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withKubernetesSerialization(WholeResources.serialization())
                .build();
    }
}
