package io.github.tektoncourier.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.demo.kube.EmbeddedCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sink files that people wrote, as they stood, in one courier that the launcher starts. */
class FieldCasesIT {

    private static final Duration LONG = Duration.ofSeconds(120);

    private final EmbeddedCluster cluster = EmbeddedCluster.start(0);
    private final EchoingReceiver receiver = new EchoingReceiver();

    @Test
    void each_does_what_its_author_meant_or_says_what_is_wrong(@TempDir Path folder) throws Exception {
        try (Workplace workplace = new Workplace(folder).kubeconfig(cluster.kubeconfig());
                Runs runs = new Runs(cluster.kubeconfig())) {
            workplace
                    .environment("NL_TOKEN", " sekrettok\n")
                    .environment("COURIER_SLACK_WEBHOOK_URL", "http://" + receiver.host() + "/404/T0/B0/sekrethook\n");
            sinks(workplace);

            CourierProcess courier = workplace.launch(
                    "courier.announce=all",
                    "out.dir=" + folder.resolve("out"),
                    "nl.url=http://" + receiver.host() + "/401/nl",
                    "refused.url=htp://127.0.0.1:18900/hooks/sekretC?sig=sekretD");
            workplace.await(LONG).untilAsserted(() -> assertThat(courier.said()).contains("Watching "));
            runs.live(Life.TASK_FAILS, "one");
            Path events = folder.resolve("out/events.txt");
            workplace.await(LONG).untilAsserted(() -> assertThat(events)
                    .content()
                    .contains(" dev.tekton.event.taskrun.queued.v1 ", " dev.tekton.event.taskrun.failed.v1 "));
            workplace.await(LONG).untilAsserted(() -> assertThat(receiver.authorizations())
                    .contains("Bearer sekrettok"));
            workplace.await(LONG).untilAsserted(() -> assertThat(courier.said())
                    .contains("Subscription slack", "Subscription bt"));
            courier.stop(LONG);

            List<String> lines = List.of(Files.readString(events).split("(?<=/one)")); // simple takes line ends off
            assertThat(lines)
                    .allMatch(line -> line.matches("\\S+Z \\S+\\.v1 [^/]+/one"))
                    .doesNotHaveDuplicates();
            assertThat(courier.said().lines().filter(line -> line.contains("INFO") && line.contains("tekton:")))
                    .as("lines of the step log:tekton")
                    .hasSameSizeAs(lines);
            assertThat(courier.said())
                    .containsPattern("Sink refused: \\S*url-in-refusal.camel.yaml:7: ")
                    .containsPattern("Sink refused: \\S*misspelt-scheme.camel.yaml:7: ")
                    .containsPattern("Sink refused: \\S*from-properties.camel.yaml:7: ")
                    .doesNotContain("sekret", "\tat ");
            assertThat(courier.said().lines().filter(line -> line.contains("Sink refused: ")))
                    .as("each refused file is told once")
                    .hasSize(3);
        }
    }

    private static void sinks(Workplace workplace) {
        sink(
                workplace,
                "file-and-log",
                "file-log, types: \"*\"",
                """
                - to: { uri: "log:tekton", parameters: { showBody: false, showHeaders: false } }
                - setBody: { expression: { simple: { expression: "${header.CamelCloudEventTime} ${header.CamelCloudEventType} ${header.CamelCloudEventNamespace}/${header.CamelCloudEventSubject}\\n" } } }
                - to: { uri: "file:{{out.dir}}", parameters: { fileName: events.txt, fileExist: Append } }
                """);
        sink(
                workplace,
                "newline-token",
                "bt, startFrom: earliest",
                "- to: {uri: \"kamelet:cloudevents-http-sink\", parameters: {url: \"{{nl.url}}\", bearerToken:"
                        + " \"{{env:NL_TOKEN}}\"}}\n");
        sink(
                workplace,
                "url-in-refusal",
                "l1",
                "- to: {uri: \"http://127.0.0.1:18900/hooks/sekretA?sig=sekretB\", parameters: {httpMethod: POST}}\n");
        sink(workplace, "misspelt-scheme", "l3", "- to: \"htp://127.0.0.1/hooks/sekretE?sig=sekretF\"\n");
        sink(workplace, "from-properties", "l2", "- to: \"{{refused.url}}\"\n");
    }

    private static void sink(Workplace workplace, String name, String source, String steps) {
        workplace.sink(
                name,
                """
                - route:
                    id: NAME
                    from:
                      uri: kamelet:tekton-events-source
                      parameters: { subscription: SOURCE }
                      steps:
                """
                                .replace("NAME", name)
                                .replace("SOURCE", source)
                        + steps.stripTrailing().indent(8));
    }

    @AfterEach
    void stop() {
        receiver.close();
        cluster.close();
    }
}
