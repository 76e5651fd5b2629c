package io.github.tektoncourier.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.tektoncourier.schema.OnTheWire;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code courier events} as a user types it. */
@Timeout(60)
class EventsCommandTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TASK_RUN =
            """
            {"apiVersion":"tekton.dev/v1","kind":"TaskRun",
             "metadata":{"name":"NAME","namespace":"ci","uid":"UID","creationTimestamp":"2026-01-01T00:00:00Z"},
             "spec":{"timeout":"60m"},
             "status":{"startTime":"2026-01-01T00:00:01Z","conditions":[{"type":"Succeeded","status":"Unknown",
              "reason":"Pending","message":"a {brace}, a \\"quote\\" and a \\\\","lastTransitionTime":"2026-01-01T00:00:02Z"}]}}
            """;

    @TempDir
    Path folder;

    private record Answer(int exit, List<JsonNode> events, List<String> complaints) {
        List<String> ids() {
            return events.stream().map(event -> event.path("id").asText()).toList();
        }
    }

    private static Answer events(String... args) throws IOException {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, ISO_8859_1)); // whatever the terminal's: events are UTF-8
        System.setErr(new PrintStream(complained, true, UTF_8));
        int exit;
        try {
            exit = Courier.execute(
                    Stream.concat(Stream.of("events"), Stream.of(args)).toArray(String[]::new));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        List<JsonNode> events = new ArrayList<>();
        for (String line : printed.toString(UTF_8).lines().toList()) {
            events.add(JSON.readTree(line));
        }
        events.forEach(OnTheWire::printed);
        return new Answer(exit, events, complained.toString(UTF_8).lines().toList());
    }

    private String file(String name, String content) throws IOException {
        return file(name, content.getBytes(UTF_8));
    }

    private String file(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content).toString();
    }

    private static String taskRun(String name, String uid) {
        return TASK_RUN.replace("NAME", name).replace("UID", uid);
    }

    @Test
    void a_run_goes_in_and_its_events_come_out_in_order() throws IOException {
        Answer answer = events(file("run.json", taskRun("a", "u1")), "--set", "courier.cluster=prod");

        assertThat(answer.exit()).isZero();
        assertThat(answer.complaints()).isEmpty();
        assertThat(answer.events())
                .extracting(event -> event.path("type").asText())
                .containsExactly(
                        "dev.tekton.event.taskrun.queued.v1",
                        "dev.tekton.event.taskrun.started.v1",
                        "dev.tekton.event.taskrun.unknown.v1");
        assertThat(answer.events())
                .extracting(event -> event.path("sequence").asText())
                .containsExactly("00000000000000000001", "00000000000000000002", "00000000000000000003");
        JsonNode last = answer.events().get(2);
        assertThat(last.path("id").asText()).startsWith("u1/unknown/0/");
        assertThat(last.path("source").asText())
                .isEqualTo("/clusters/prod/apis/tekton.dev/v1/namespaces/ci/taskruns/a");
        assertThat(last.path("time").asText()).isEqualTo("2026-01-01T00:00:02Z");
        assertThat(last.at("/data/taskRun")).isEqualTo(JSON.readTree(taskRun("a", "u1")));
    }

    @Test
    void yaml_says_the_same_as_json() throws IOException {
        String yaml = new YAMLMapper().writeValueAsString(JSON.readTree(taskRun("a", "u1")));

        Answer fromYaml = events(file("run.yaml", yaml));

        assertThat(fromYaml.events())
                .isEqualTo(events(file("run.json", taskRun("a", "u1"))).events());
    }

    @Test
    void documents_lists_and_formats_mix_in_one_file() throws IOException {
        String file = file(
                "many.yaml",
                "\uFEFF# runs of today\n---\n" + taskRun("a", "u1") + "\n...\n---\n"
                        + """
                apiVersion: v1
                kind: List
                items:
                - {apiVersion: tekton.dev/v1, kind: PipelineRun, metadata: {name: b, namespace: ci, uid: u2}}
                - &run
                  apiVersion: tekton.dev/v1beta1
                  kind: CustomRun
                  metadata: {name: c, namespace: ci, uid: u3}
                --- # the next
                {"kind":"TaskRunList","apiVersion":"tekton.dev/v1beta1","items":[{"metadata":{"name":"d","uid":"u4"}}]}
                {"items":[{"kind":"TaskRun","metadata":{"name":"e","uid":"u5"}}]}
                ---

                ---
                [{"kind":"TaskRun","metadata":{"name":"f","uid":"u6"}}]
                """);

        Answer answer = events(file);

        assertThat(answer.complaints()).isEmpty();
        assertThat(answer.ids())
                .filteredOn(id -> !id.startsWith("u1"))
                .containsExactly("u2/queued", "u3/started", "u4/queued", "u5/queued", "u6/queued");
        assertThat(answer.ids().get(0)).isEqualTo("u1/queued");
        assertThat(answer.events().get(5).at("/data/taskRun"))
                .isEqualTo(JSON.readTree("{\"apiVersion\":\"tekton.dev/v1beta1\",\"kind\":\"TaskRun\","
                        + "\"metadata\":{\"name\":\"d\",\"uid\":\"u4\"}}"));
    }

    @Test
    void a_run_without_uid_and_namespace_is_named_as_kubectl_would() throws IOException {
        Answer answer = events(
                file("a.yaml", "kind: TaskRun\nmetadata: {name: a}\n"),
                file("b.yaml", "kind: TaskRun\nmetadata: {generateName: b-, namespace: ''}\n"),
                file("c.yaml", "kind: TaskRun\nmetadata: {name: a, namespace: ci}\n"),
                file("d.yaml", "kind: TaskRun\nmetadata: {name: a}\n"));

        assertThat(answer.exit()).isZero();
        assertThat(answer.ids())
                .containsExactly("default/a/queued", "default//queued", "ci/a/queued", "default/a/queued");
        assertThat(answer.events().get(0).path("namespace").asText()).isEqualTo("default");
        assertThat(answer.events().get(0).path("partitionkey").asText()).isEqualTo("default/a");
    }

    @Test
    void states_of_one_run_tell_each_event_once() throws IOException {
        ObjectNode later = (ObjectNode) JSON.readTree(taskRun("a", "u1"));
        ((ObjectNode) later.at("/status/conditions/0")).put("status", "True").put("reason", "Succeeded");

        Answer answer = events(file("states.json", taskRun("a", "u1") + later), file("again.json", taskRun("a", "u1")));

        assertThat(answer.ids()).doesNotHaveDuplicates().endsWith("u1/successful");
        assertThat(answer.ids()).hasSize(4);
    }

    @Test
    void standard_input_is_a_file_called_dash() throws IOException {
        InputStream in = System.in;
        System.setIn(new ByteArrayInputStream(taskRun("a", "u1").getBytes(UTF_8)));
        try {
            assertThat(events("-").ids()).hasSize(3);
        } finally {
            System.setIn(in);
        }
    }

    @Test
    void other_formats_leave_out_what_they_do_not_have() throws IOException {
        String file = file("run.json", taskRun("a", "u1"));

        JsonNode tekton = events("--format", "tektonv1", file).events().get(0);
        Answer cdEvents = events(
                "--format", "cdevents", file, "--set", "courier.run-url=https://d/{namespace}/{resource}/{name}");

        assertThat(tekton.path("source").asText()).isEqualTo("/apis/tekton.dev/v1/namespaces/ci/TaskRun/a");
        assertThat(tekton.at("/data/taskRun/spec/timeout").asText()).isEqualTo("1h0m0s");
        assertThat(tekton.has("sequence")).isFalse();
        assertThat(cdEvents.ids()).containsExactly("u1/started");
        assertThat(cdEvents.events().get(0).at("/data/subject/content/uri").asText())
                .isEqualTo("https://d/ci/taskruns/a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kind: Deployment\\napiVersion: apps/v1 | document 1: is a \"Deployment\" of \"apps/v1\"",
                "kind: Task\\napiVersion: tekton.dev/v1 | document 1: is a \"Task\" of \"tekton.dev/v1\"",
                "kind: TaskRun\\napiVersion: tekton.dev/v1alpha1 | document 1: is a \"TaskRun\" of \"tekton.dev/v1alpha1\"",
                "kind: TaskRun\\napiVersion: tekton.dev/v1 | document 1: is a TaskRun without metadata",
                "metadata: {name: a} | document 1: has no kind",
                "hello | document 1: is no object",
                "'' | is empty",
                "# nothing\\n--- | is empty",
                "a: [1 | document 1: is no YAML: line 1",
                "a: {b: c | document 1: is no YAML",
                "{\"kind\": \"TaskRun\", | document 1: is no JSON: line 1",
                "{\"a\":1} x | document 2: is no object",
                "apiVersion: v1\\nkind: List\\nitems: [{kind: Pod, metadata: {}}] | document 1: item 1: is a \"Pod\"",
                "{\"kind\":\"Evil\\u001b[31m\\nx\"} | document 1: is a \"Evil\\u001b[31m",
            })
    void what_is_no_run_is_told_in_one_line_and_the_rest_is_printed(String content, String complaint)
            throws IOException {
        String odd = file("odd", content.replace("\\n", "\n"));
        String good = file("good.json", taskRun("a", "u1"));

        Answer answer = events(odd, good);

        assertThat(answer.exit()).isEqualTo(1);
        assertThat(answer.ids()).hasSize(3);
        assertThat(answer.complaints())
                .allMatch(line -> line.startsWith("courier: "))
                .anyMatch(line -> line.startsWith("courier: " + odd + ": " + complaint) && line.contains("expected"));
    }

    @Test
    void what_cannot_be_read_at_all_is_told_in_one_line() throws IOException {
        Path locked = Path.of(file("utf16.json", "\uFEFFx".getBytes(java.nio.charset.StandardCharsets.UTF_16BE)));
        String latin = file("latin.yaml", "kind: TaskRun\nmetadata: {name: \"\u00fc\"}\n".getBytes(ISO_8859_1));

        Answer answer = events(folder.toString(), folder.resolve("none").toString(), locked.toString(), latin);

        assertThat(answer.exit()).isEqualTo(1);
        assertThat(answer.complaints()).hasSize(4);
        assertThat(answer.complaints().get(0)).contains("is a directory");
        assertThat(answer.complaints().get(1)).contains("there is no such file");
        assertThat(answer.complaints().get(2)).contains("UTF-16");
        assertThat(answer.complaints().get(3)).contains("is not UTF-8");
    }

    @Test
    void a_broken_document_hides_none_before_or_behind_it() throws IOException {
        Answer yaml = events(file("a.yaml", taskRun("a", "u1") + "---\nfoo: [1\n---\n" + taskRun("b", "u2")));
        Answer json = events(file("a.json", taskRun("a", "u1") + "{\"kind\":\n" + taskRun("b", "u2")));

        assertThat(yaml.ids()).hasSize(6);
        assertThat(yaml.complaints()).singleElement().asString().contains("document 2: is no YAML: line");
        assertThat(json.ids()).hasSize(6);
        assertThat(json.complaints()).singleElement().asString().contains("document 2: is no JSON: line");
    }

    @Test
    void yaml_is_read_as_kubectl_reads_it() throws IOException {
        String file = file(
                "a.yaml",
                """
                base: &base {retries: 1, mode: 0644, hex: 0x1F, float: 1.50, exp: 1e3, no: no, none: ~, yes: True, nan: .nan}
                kind: TaskRun
                metadata: {name: a, uid: u1, creationTimestamp: 2026-01-01T00:00:00Z, labels: {"1": x, 2: y}}
                spec:
                  <<: *base
                  retries: 2
                  script: |
                    --flag
                    # no comment
                """);

        JsonNode run = events(file).events().get(0).at("/data/taskRun");

        assertThat(run.path("spec"))
                .isEqualTo(JSON.readTree(
                        "{\"retries\":2,\"mode\":420,\"hex\":31,\"float\":1.50,\"exp\":1000,\"no\":\"no\",\"none\":null,"
                                + "\"yes\":true,\"nan\":\".nan\",\"script\":\"--flag\\n# no comment\\n\"}"));
        assertThat(run.at("/metadata/labels")).isEqualTo(JSON.readTree("{\"1\":\"x\",\"2\":\"y\"}"));
        assertThat(run.at("/metadata/creationTimestamp").asText()).isEqualTo("2026-01-01T00:00:00Z");
    }

    @Test
    void a_condition_without_quotes_is_what_its_author_meant() throws IOException {
        String run =
                """
                kind: TaskRun
                metadata: {name: 123, namespace: 1e3, uid: 0x10, labels: {fast: true, none: ~}, annotations: {n: 1.50}}
                status: {conditions: [{type: Succeeded, status: %s, reason: 007}]}
                """;

        Answer yaml = events(
                file("true.yaml", run.formatted("True")),
                file("false.yaml", run.formatted("false").replace("0x10", "u2")));
        Answer json = events(file(
                "a.json",
                "{\"kind\":\"TaskRun\",\"metadata\":{\"name\":\"a\",\"uid\":\"u\"},"
                        + "\"status\":{\"conditions\":[{\"type\":\"Succeeded\",\"status\":true}]}}"));

        assertThat(yaml.ids()).containsExactly("0x10/queued", "0x10/successful", "u2/queued", "u2/failed");
        assertThat(yaml.events().get(1).at("/data/taskRun"))
                .isEqualTo(JSON.readTree(
                        "{\"apiVersion\":\"tekton.dev/v1\",\"kind\":\"TaskRun\",\"metadata\":{\"name\":\"123\","
                                + "\"namespace\":\"1e3\",\"uid\":\"0x10\",\"labels\":{\"fast\":\"true\",\"none\":null},"
                                + "\"annotations\":{\"n\":\"1.50\"}},\"status\":{\"conditions\":[{\"type\":\"Succeeded\","
                                + "\"status\":\"True\",\"reason\":\"007\"}]}}"));
        assertThat(json.ids()).containsExactly("u/queued", "u/successful");
    }

    @Test
    void what_kubectl_printed_of_a_watch_is_read_as_the_runs_in_it() throws IOException {
        String watched = "{\"type\":\"ADDED\",\"object\":" + taskRun("a", "u1") + "}\n";

        Answer answer = events(file("watch.json", watched + watched));

        assertThat(answer.exit()).isZero();
        assertThat(answer.ids()).hasSize(3);
    }

    @Test
    void files_that_are_no_text_say_what_they_are() throws IOException {
        String utf16 = file("utf16le.json", taskRun("a", "u1").getBytes(java.nio.charset.StandardCharsets.UTF_16LE));
        String hidden = file("hidden.json", " {\0\"kind\": \"TaskRun\"}");
        String gzip = file("run.gz", new byte[] {0x1F, (byte) 0x8B, 8, 0, 0});

        Answer answer = events(utf16, hidden, gzip);

        assertThat(answer.exit()).isEqualTo(1);
        assertThat(answer.complaints()).hasSize(3);
        assertThat(answer.complaints().get(0)).contains("is UTF-16, not UTF-8");
        assertThat(answer.complaints().get(1)).contains("is no JSON: line 1");
        assertThat(answer.complaints().get(2)).contains("gunzip -c FILE | courier events -");
    }

    @Test
    void yaml_that_would_grow_without_end_is_refused() throws IOException {
        StringBuilder doubling =
                new StringBuilder("kind: TaskRun\nmetadata: {name: a}\na0: &a0 [xxxxxxxxxxxxxxxxxxxx]\n");
        for (int i = 1; i < 24; i++) {
            doubling.append("a" + i + ": &a" + i + " [*a" + (i - 1) + ", *a" + (i - 1) + "]\n");
        }
        String many = "kind: TaskRun\nmetadata: {name: a}\na: &a [x]\nb: [" + "*a,".repeat(100) + "]\n";
        String itself = "kind: TaskRun\nmetadata: {name: a}\na: &a [*a]\n";
        String deep = "kind: TaskRun\nmetadata: {name: a}\na: " + "[".repeat(2_000) + "]".repeat(2_000) + "\n";
        String deepJson = "{\"kind\":\"TaskRun\",\"metadata\":{\"name\":\"a\"},\"a\":" + "[".repeat(5_000)
                + "]".repeat(5_000) + "}";

        Answer answer = org.junit.jupiter.api.Assertions.assertTimeout(
                Duration.ofSeconds(20),
                () -> events(
                        file("1.yaml", doubling.toString()),
                        file("2.yaml", many),
                        file("3.yaml", itself),
                        file("4.yaml", deep),
                        file("5.json", deepJson)));

        assertThat(answer.exit()).isEqualTo(1);
        assertThat(answer.events()).isEmpty();
        assertThat(answer.complaints()).hasSize(5).allMatch(line -> line.length() < 600);
    }

    /** Bytes turned, cut and doubled: events or one line that complains, never a stack trace and never half an event. */
    @Test
    void mutated_files_end_in_events_or_complaints() throws IOException {
        Random random = new Random(4711);
        String yaml = new YAMLMapper().writeValueAsString(JSON.readTree(taskRun("a", "u1")));
        List<byte[]> seeds = Stream.of(
                        taskRun("a", "u1"),
                        yaml + "---\n" + yaml,
                        "{\"kind\":\"List\",\"items\":[" + taskRun("a", "u1") + "," + taskRun("b", "u2") + "]}",
                        "a: &a [1]\nb: *a\n<<: {kind: TaskRun}\nmetadata: {name: a}\n")
                .map(text -> text.getBytes(UTF_8))
                .toList();
        List<String> files = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            files.add(file("f" + i, mutated(seeds.get(i % seeds.size()), random)));
        }

        for (String format : List.of("default", "tektonv1", "cdevents")) {
            List<String> arguments = new ArrayList<>(List.of("--format", format));
            arguments.addAll(files);

            Answer answer = events(arguments.toArray(String[]::new));

            assertThat(answer.exit()).isEqualTo(1);
            assertThat(answer.events().size()).as(format).isGreaterThan(format.equals("cdevents") ? 2 : 100);
            assertThat(answer.complaints()).allMatch(line -> line.startsWith("courier: "));
        }
    }

    private static byte[] mutated(byte[] seed, Random random) {
        byte[] out = seed.clone();
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(out.length);
            switch (random.nextInt(3)) {
                case 0 -> out[at] = (byte) random.nextInt(256);
                case 1 -> out[at] = (byte) "{}[]:,\"\\-&*#\n \t0".charAt(random.nextInt(16));
                default ->
                    out = Arrays.copyOfRange(out, random.nextInt(at + 1), at + 1 + random.nextInt(out.length - at));
            }
        }
        return out;
    }

    @Test
    void a_large_run_is_no_trouble() throws IOException {
        StringBuilder children = new StringBuilder();
        for (int i = 0; i < 400; i++) {
            children.append(i == 0 ? "" : ",")
                    .append("{\"apiVersion\":\"tekton.dev/v1\",\"kind\":\"TaskRun\",\"name\":\"child-" + i
                            + "\",\"pipelineTaskName\":\"" + "t".repeat(3_500) + "\"}");
        }
        String json =
                "{\"apiVersion\":\"tekton.dev/v1\",\"kind\":\"PipelineRun\",\"metadata\":{\"name\":\"large\",\"uid\":\"u\"},"
                        + "\"status\":{\"childReferences\":[" + children + "]}}";
        String yaml = new YAMLMapper().writeValueAsString(JSON.readTree(json));

        Answer answer = events(
                "--format",
                "tektonv1",
                file("large.json", json),
                file("large.yaml", yaml.replace("uid: \"u\"", "uid: \"v\"")));

        assertThat(json.length()).isGreaterThan(1_400_000);
        assertThat(answer.exit()).isZero();
        assertThat(answer.ids()).contains("u/queued", "u/running", "v/queued", "v/running");
    }

    @Test
    void a_wrong_format_or_no_file_is_wrong_use() throws IOException {
        assertThat(events("--format", "xml", "a.json").exit()).isEqualTo(2);
        assertThat(events("--format", "xml", "a.json").complaints().get(0))
                .isEqualTo("There is no format 'xml'. Choose one of: default, tektonv1, cdevents.");
        assertThat(events().exit()).isEqualTo(2);
        assertThat(events("--set", "courier.clutser=x", "a.json").exit()).isEqualTo(2);
    }
}
