package io.github.tektoncourier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** One folder of sink files with their tests, run once: what is said of each. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SinkTestCommandTest {

    private static final String SINK =
            """
            - route:
                id: plain
                from:
                  uri: kamelet:tekton-events-source
                  parameters: { subscription: plain, outcomes: "%s" }
                  steps:
                    - to:
                        uri: kamelet:http-json-sink
                        parameters:
                          url: "{{plain.url}}"
                          bearerToken: "{{plain.token}}"
                          body: '.[] | {run: .metadata.name, message: .status.conditions[0].message, list: [1, 2, 3]}'
            """;
    private static final String SET =
            """
            set: { plain.url: "https://plain.example.com/a", plain.token: canary-of-the-file }
            tests:
            """;
    private static final String RUN =
            """
              run:
                apiVersion: tekton.dev/v1
                kind: TaskRun
                metadata: { name: build-1, namespace: ci, uid: 6b0a1f0e-0000-4000-8000-000000000009 }
                status:
                  completionTime: "2026-01-05T10:05:00Z"
                  conditions:
                    - { type: Succeeded, status: "False", reason: Failed, message: %s, lastTransitionTime: "2026-01-05T10:05:00Z" }
            """;

    private Path folder = Path.of("");

    private CommandOutput said = new CommandOutput(-1, "", "");
    private String junit = "";

    @BeforeAll
    void testAll(@TempDir Path place) throws Exception {
        folder = place;
        given("passes", expect("- body: { run: build-1, message: no, list: [1.0, 2, 3] }"));
        given("differs", expect("- body: { run: build-1, message: yes, list: [1, 2, 3] }"));
        given("lists", expect("- bodyContains: { list: [1, 3] }", "- bodyContains: { list: [3, 1] }"));
        given("missing", "- name: a\n  recording: taskrun-succeeds\n  expect: [ { method: POST } ]\n");
        given("extra", "- name: a\n" + RUN.formatted("no") + "  expect: nothing\n");
        given("never", "- name: a\n" + RUN.formatted("no") + "  never: [ { bodyContains: { run: build-1 } } ]\n");
        given("unknown", "- name: a\n" + RUN.formatted("no") + "  never: [ { subscription: plian } ]\n");
        given("only", "- name: a\n  recording: taskrun-succeeds\n  only: '*.failed.v1'\n  expect: nothing\n");
        given("address", expect("- address: https://plain.example.com:443/b"));
        given("header", expect("- headers: { Authorization: Bearer other-secret, X-No: x, Content-Type: null }"));
        given("text", expect("- textContains: nowhere"));
        given("times", expect("- { method: POST, times: 2 }"));
        given(
                "hostile",
                "- name: a\n" + RUN.formatted("\"\\e[31m\\r\\n{{x}} \\u202e \\\"q\\\"\"")
                        + "  expect: [ { bodyContains: { message: other } } ]\n");
        given("fails", "- name: a\n" + RUN.formatted("no") + "  expect: [ { fails: 'gives no' } ]\n");
        given(
                "windows",
                expect("- body: { run: build-1, message: no, list: [1, 2, 3] }").replace("\n", "\r\n"));
        Files.writeString(folder.resolve("fails.camel.yaml"), failing());
        given("broken", "- name: a\n" + RUN.formatted("no") + "  expect: [ { event: '*.failed.v1' } ]\n");
        Files.writeString(folder.resolve("broken.camel.yaml"), failing());
        given("refused", expect("- method: POST"));
        Files.writeString(folder.resolve("refused.camel.yaml"), SINK.formatted("failed"));
        given("nostep", "- name: a\n  runs: [ { kind: Pod } ]\n  expect: nothing\n");
        large();
        two();
        Path report = folder.resolve("out/junit.xml");
        said = CommandOutput.of(
                "test", folder.toString(), "--junit", report.toString(), "--set", "plain.token=canary-of-the-command");
        junit = Files.readString(report);
    }

    private static String expect(String... items) {
        return "- name: a \"b\" <c>\n" + RUN.formatted("no") + "  expect:\n    " + String.join("\n    ", items) + "\n";
    }

    private void given(String name, String tests) throws IOException {
        Files.writeString(folder.resolve(name + ".camel.yaml"), SINK.formatted("failure"));
        Files.writeString(folder.resolve(name + ".test.yaml"), SET + tests);
    }

    private static String failing() {
        return SINK.formatted("failure")
                .replace(
                        ".[] |", ".[] | if .metadata.name == \"build-1\" then error(\"gives no answer\") else . end |");
    }

    /** A run of 1.4 MB in a file beside the test. */
    private void large() throws IOException {
        given("large", "- name: a\n  file: large.json\n  expect: [ { bodyContains: { run: big } } ]\n");
        Files.writeString(
                folder.resolve("large.json"),
                "{\"apiVersion\":\"tekton.dev/v1\",\"kind\":\"TaskRun\",\"metadata\":{\"name\":\"big\",\"namespace\":\"ci\",\"uid\":\"u1\"},"
                        + "\"status\":{\"completionTime\":\"2026-01-05T10:05:00Z\",\"conditions\":[{\"type\":\"Succeeded\",\"status\":\"False\",\"message\":\""
                        + "x\\\"y".repeat(350_000) + "\"}]}}");
    }

    /** Two files, two subscriptions, one test file. */
    private void two() throws IOException {
        Files.writeString(
                folder.resolve("two-a.camel.yaml"),
                SINK.formatted("failure")
                        .replace("plain\n", "two-a\n")
                        .replace("subscription: plain", "subscription: two-a"));
        Files.writeString(
                folder.resolve("two-b.camel.yaml"),
                SINK.formatted("failure")
                        .replace("plain\n", "two-b\n")
                        .replace("subscription: plain", "subscription: two-b"));
        Files.writeString(
                folder.resolve("two.test.yaml"),
                SET.replace("tests:", "sinks: [ two-a.camel.yaml, two-b.camel.yaml ]\ntests:")
                        + "- name: reversed\n" + RUN.formatted("no")
                        + "  expect: [ { subscription: two-b }, { subscription: two-a } ]\n"
                        + "- name: any\n" + RUN.formatted("no")
                        + "  order: any\n  expect: [ { subscription: two-b }, { subscription: two-a } ]\n"
                        + "- name: others\n" + RUN.formatted("no")
                        + "  others: allowed\n  expect: [ { subscription: two-b } ]\n");
    }

    /** Lines about one file, without the folder. */
    private List<String> lines(String name) {
        String file = folder.resolve(name).toString();
        boolean about = false;
        List<String> lines = new java.util.ArrayList<>();
        for (String line : said.out().split("\n")) {
            about = line.startsWith(file + ".") || (about && line.startsWith("    "));
            if (about) {
                lines.add(line.replace(folder + "/", ""));
            }
        }
        return lines;
    }

    @Test
    void a_file_whose_tests_pass_is_one_line() {
        assertThat(lines("passes")).containsExactly("passes.test.yaml: 1 passed");
    }

    @Test
    void line_ends_of_windows_change_nothing() {
        assertThat(lines("windows")).containsExactly("windows.test.yaml: 1 passed");
    }

    @Test
    void a_body_that_differs_shows_the_path_and_the_lines() {
        assertThat(lines("differs"))
                .containsExactly(
                        "differs.test.yaml: 1 of 1 failed",
                        "differs.test.yaml:13: \"a \\\"b\\\" <c>\": body: $.message: expected \"yes\", came \"no\"",
                        "    --- expected",
                        "    +++ came",
                        "      {",
                        "        \"run\" : \"build-1\",",
                        "    -   \"message\" : \"yes\",",
                        "    +   \"message\" : \"no\",",
                        "        \"list\" : [ 1, 2, 3 ]",
                        "      }");
    }

    @Test
    void items_of_a_list_may_stand_between_those_expected_and_not_before() {
        assertThat(lines("lists").get(1)).contains("lists.test.yaml:14: ").endsWith("no such request came");
    }

    @Test
    void a_request_that_does_not_come_says_which_clause_left_the_event_out() {
        assertThat(lines("missing"))
                .contains("missing.test.yaml:5: \"a\": no such request came")
                .contains("    plain: filtered by outcomes: \"failure\" (its outcome is \"success\"):"
                        + " dev.tekton.event.taskrun.successful.v1");
    }

    @Test
    void a_request_that_is_not_expected_is_named_with_its_step() {
        assertThat(lines("extra"))
                .contains(
                        "extra.test.yaml:3: \"a\": came, and is not expected: dev.tekton.event.taskrun.failed.v1 at plain:"
                                + " POST {{plain.url}} (to kamelet:http-json-sink, line 7)");
    }

    @Test
    void what_must_not_come_fails_the_test() {
        assertThat(lines("never").get(1)).contains("never.test.yaml:12: \"a\": must not come: ");
    }

    @Test
    void a_subscription_that_does_not_run_is_named_with_the_one_meant() {
        assertThat(lines("unknown"))
                .contains(
                        "unknown.test.yaml:12: \"a\": no subscription \"plian\" runs. Did you mean plain? There are: plain.");
    }

    @Test
    void a_choice_that_leaves_no_event_is_no_pass() {
        assertThat(lines("only").get(1)).contains("only.test.yaml:4: \"a\": only leaves no event of these runs");
    }

    @Test
    void an_address_is_compared_with_its_values_and_shown_as_the_file_has_it() {
        assertThat(lines("address").get(1))
                .endsWith("address: expected https://plain.example.com:443/b, came {{plain.url}}");
    }

    @Test
    void credentials_of_headers_are_never_shown() {
        assertThat(lines("header"))
                .anyMatch(line -> line.endsWith("header Authorization: expected ***, came ***"))
                .anyMatch(line -> line.endsWith("header X-No: expected x, no such header came"))
                .anyMatch(line -> line.endsWith("header Content-Type: expected none, came application/json"));
        assertThat(said.out() + said.err() + junit).doesNotContain("canary-of-the-command", "other-secret");
    }

    @Test
    void a_text_that_is_missing_shows_the_body() {
        assertThat(lines("text")).anyMatch(line -> line.endsWith("the body does not contain the text"));
    }

    @Test
    void a_request_that_comes_less_often_than_expected_is_missing() {
        assertThat(lines("times").get(1)).contains("times.test.yaml:13: ").endsWith("no such request came");
    }

    @Test
    void what_a_run_says_reaches_no_terminal_as_a_control_character() {
        assertThat(lines("hostile")).anyMatch(line -> line.contains("{{x}}"));
        assertThat(said.out().replace("\n", "")).matches("[\\x20-\\x7e…]*");
    }

    @Test
    void a_route_that_fails_can_be_expected() {
        assertThat(lines("fails")).containsExactly("fails.test.yaml: 1 passed");
    }

    @Test
    void a_route_that_fails_without_being_expected_to_says_why() {
        assertThat(lines("broken"))
                .anyMatch(line -> line.startsWith(
                                "broken.test.yaml:3: \"a\": dev.tekton.event.taskrun.failed.v1 at plain fails: ")
                        && line.contains("gives no answer"));
    }

    @Test
    void a_sink_file_that_is_refused_says_so_at_its_line() {
        assertThat(lines("refused"))
                .containsExactly(
                        "refused.camel.yaml:5: outcomes: failed matches no event. Did you mean failure? There are: cancelled,"
                                + " error, failure, success, timeout.");
    }

    @Test
    void a_run_that_is_none_is_named() {
        assertThat(lines("nostep").get(1))
                .contains("nostep.test.yaml:4: \"a\": the run: is a \"Pod\"; expected a TaskRun");
    }

    @Test
    void a_run_of_1_4_MB_is_tested_as_any_other() {
        assertThat(lines("large")).containsExactly("large.test.yaml: 1 passed");
    }

    @Test
    void two_files_are_tested_together_in_order_or_in_any() {
        assertThat(lines("two"))
                .contains("two.test.yaml: 1 of 3 failed")
                .noneMatch(line -> line.contains("\"any\"") || line.contains("\"others\""));
    }

    @Test
    void the_summary_counts_and_the_exit_code_is_1() {
        assertThat(said.code()).isOne();
        assertThat(said.err()).contains("20 files, 21 tests: ", " failed; not tested, because of mistakes: 1 file");
    }

    @Test
    void ci_systems_read_the_same_as_junit_xml() throws Exception {
        Document xml = DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new java.io.ByteArrayInputStream(junit.getBytes(StandardCharsets.UTF_8)));

        assertThat(xml.getElementsByTagName("testsuite").getLength()).isEqualTo(20);
        assertThat(xml.getElementsByTagName("error").getLength()).isOne();
        Element failure = (Element) xml.getElementsByTagName("failure").item(0);
        assertThat(((Element) failure.getParentNode()).getAttribute("name")).isEqualTo("a \"b\" <c>");
        assertThat(failure.getTextContent()).contains("address.test.yaml:13: address: expected");
    }
}
