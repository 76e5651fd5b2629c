package io.github.tektoncourier.e2e;

import static io.github.tektoncourier.e2e.Workplace.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.tektoncourier.demo.kube.ApiResource;
import io.github.tektoncourier.demo.kube.EmbeddedCluster;
import io.github.tektoncourier.docs.Document;
import io.github.tektoncourier.docs.Document.Block;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every block of the README does what the README says; a block that no rule knows fails. */
class ReadmeIT {

    private static final Path README = Path.of("README.md");
    private static final String FAILED = "dev.tekton.event.taskrun.failed.v1";

    /** One way to hold a line of a shell block to its word. */
    private interface Rule {
        void hold(String command) throws Exception;
    }

    private final EmbeddedCluster cluster = EmbeddedCluster.start(0);
    private final RecordingSink receiver = new RecordingSink();
    private final Runs runs = new Runs(cluster.kubeconfig());
    private final Map<String, Rule> rules = new TreeMap<>(Map.of(
            "./courier demo --once", this::demo,
            "mvn verify", this::build,
            "./courier run ", this::run,
            "./courier events ", this::events,
            "./courier status", this::status,
            "./courier explain ", this::explain,
            "./courier validate ", this::validate,
            "./courier test ", this::test));
    private Workplace workplace;

    @AfterEach
    void stop() {
        workplace.close();
        runs.close();
        receiver.close();
        cluster.close();
    }

    @TestFactory
    Stream<DynamicTest> every_block_does_what_it_says(@TempDir Path folder) {
        workplace = new Workplace(folder).kubeconfig(cluster.kubeconfig());
        List<Block> blocks = Document.read(README).blocks();
        assertThat(blocks).isNotEmpty();
        return blocks.stream().map(block -> DynamicTest.dynamicTest(block.where(), () -> hold(block)));
    }

    private void hold(Block block) throws Exception {
        switch (block.language()) {
            case "sh" -> {
                for (String line :
                        block.content().lines().filter(l -> !l.isBlank()).toList()) {
                    ruleOf(line).hold(line);
                }
            }
            case "yaml" -> sinkFile(block.content());
            case "" -> drawing(block.content());
            default ->
                throw new AssertionError("No rule for a block of language " + block.language()
                        + ": add one to ReadmeIT, so that it is executed.");
        }
    }

    private Rule ruleOf(String line) {
        return rules.entrySet().stream()
                .filter(rule -> line.startsWith(rule.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        "No rule for the command \"" + line + "\": add one to ReadmeIT, so that it is executed."));
    }

    private void demo(String command) throws InterruptedException {
        CourierProcess demo = workplace.shell(command);

        assertThat(demo.exitCode(Duration.ofSeconds(90))).as(demo.said()).isZero();
        assertThat(demo.said()).contains("appended").contains("delivered").contains("pending");
        assertThat(demo.said()).doesNotContainPattern("(?m)^\\s+at [\\w.$]+\\(");
    }

    private void build(String command) throws IOException {
        assertThat(Files.readString(Path.of(".ci/run"))).containsPattern("(?m)^[^#\\n]*\\bmvn\\b.*\\bverify\\b");
    }

    /** For a reader it goes on for ever; here until the next block is through. */
    private void run(String command) {
        String url = "http://localhost:9000/";
        assertThat(command).as("the receiver this test starts").contains(url);

        CourierProcess courier = workplace.shell(command.replace(url, receiver.url()));

        assertTellsFailuresOnly(courier, "readme-run");
    }

    private void status(String command) throws InterruptedException {
        CourierProcess status = workplace.shell(command);

        assertThat(status.exitCode(SOON)).as(status.said()).isZero();
        assertThat(status.said()).contains("audit");
        for (String word : List.of("appended", "delivered", "filtered", "pending", "dead")) {
            assertThat(status.said()).containsIgnoringCase(word);
        }
    }

    /** Of the run that failed while the courier of the block before ran. */
    private void explain(String command) throws InterruptedException {
        assertThat(command).as("the run that this test gives").contains(" ci/build-7");

        CourierProcess explain = workplace.shell(command.replace("ci/build-7", "default/readme-run-bad"));

        assertThat(explain.exitCode(SOON)).as(explain.said()).isZero();
        assertThat(explain.said()).contains("audit").contains(FAILED).contains("delivered");
    }

    private void validate(String command) throws InterruptedException {
        CourierProcess validate = workplace.shell(command);

        assertThat(validate.exitCode(SOON)).as(validate.said()).isZero();
        assertThat(validate.said()).contains("0 errors").doesNotContain("0 files");
    }

    private void test(String command) throws InterruptedException {
        CourierProcess test = workplace.shell(command);

        assertThat(test.exitCode(SOON)).as(test.said()).isZero();
        assertThat(test.said()).contains("examples/audit/audit.test.yaml: 2 passed");
    }

    private void events(String command) throws InterruptedException {
        assertThat(command).as("the file this test gives").contains(" run.yaml");
        Path run = Path.of("src/test/resources/runs/taskrun-retried.json").toAbsolutePath();

        CourierProcess events = workplace.shell(command.replace("run.yaml", run.toString()));

        assertThat(events.exitCode(SOON)).as(events.said()).isZero();
        assertThat(events.said()).contains("\"type\":\"dev.tekton.event.taskrun.queued.v1\"");
    }

    private void sinkFile(String content) throws IOException {
        Path own = Files.createTempDirectory("readme");
        try (Workplace users = new Workplace(own).kubeconfig(cluster.kubeconfig())) {
            users.sink("audit", content);

            CourierProcess courier = users.run("audit.url=" + receiver.url());

            assertTellsFailuresOnly(courier, "readme-sink");
        }
    }

    private void drawing(String content) throws IOException {
        assertThat(content).contains("tekton:runs").contains("tekton:kubernetes-events");
        assertThat(routes("collect-runs")).contains("tekton:runs");
        assertThat(routes("collect-kubernetes-events")).contains("tekton:kubernetes-events");
    }

    private static String routes(String name) throws IOException {
        return Files.readString(Path.of("src/main/resources/routes", name + ".camel.yaml"));
    }

    private void assertTellsFailuresOnly(CourierProcess courier, String name) {
        cluster.requests().clear();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(cluster.requests().count("watch", ApiResource.TASK_RUNS.path()))
                        .as(courier.said())
                        .isPositive());
        String good = runs.live(Life.TASK_SUCCEEDS, name + "-good");
        String bad = runs.live(Life.TASK_FAILS, name + "-bad");

        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(receiver.typesOf(bad)).as(courier.said()).containsExactly(FAILED));
        assertThat(receiver.typesOf(good)).isEmpty();
    }
}
