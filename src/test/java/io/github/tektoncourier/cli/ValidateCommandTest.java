package io.github.tektoncourier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidateCommandTest {

    private static final String GOOD =
            """
            - route:
                id: NAME
                from:
                  uri: kamelet:tekton-events-source
                  parameters: { subscription: NAME }
                  steps:
                    - to: { uri: "kamelet:cloudevents-http-sink", parameters: { url: "{{audit.url}}" } }
            """;

    @TempDir
    private Path folder;

    private Path bad;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("good.camel.yaml"), GOOD.replace("NAME", "good"));
        bad = Files.writeString(
                folder.resolve("bad.camel.yaml"),
                GOOD.replace("NAME }", "bad, outcomes: \"50%,failed\" }").replace("NAME", "bad"));
    }

    /** What a command said, and how it ended. */
    private record Said(int code, String out) {}

    @Test
    void a_mistake_is_one_line_with_its_place() {
        Said said = run("validate", "--set", "audit.url=https://ci.example.com/", folder.toString());

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.out().lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith(bad + ":5: outcomes: "))
                .anyMatch(line -> line.contains("failed matches no event. Did you mean failure?"));
    }

    @Test
    void good_files_end_with_zero_and_say_nothing() {
        Said said = run(
                "validate",
                "--set",
                "audit.url=https://ci.example.com/",
                folder.resolve("good.camel.yaml").toString());

        assertThat(said).isEqualTo(new Said(0, ""));
    }

    @Test
    void a_file_alone_may_need_a_route_of_one_beside_it() throws IOException {
        String sends = GOOD.replace("NAME", "sends")
                .replace("- to: { uri: \"kamelet:", "- to: \"direct:shared\"\n        - to: { uri: \"kamelet:");
        Path file = Files.writeString(folder.resolve("sends.camel.yaml"), sends);
        String[] command = {"validate", "--set", "audit.url=https://ci.example.com/", file.toString()};
        Said without = run(command);
        Files.writeString(
                folder.resolve("shared.camel.yaml"),
                "- route: { id: shared, from: { uri: \"direct:shared\", steps: [ { log: \"x\" } ] } }\n");

        Said with = run(command);

        assertThat(without.code()).isEqualTo(1);
        assertThat(without.out()).contains("No route of this file or of one beside it begins with direct:shared");
        assertThat(with).isEqualTo(new Said(0, "")); // bad.camel.yaml beside it is not asked for
    }

    @Test
    void two_files_cannot_take_one_name() throws IOException {
        Files.writeString(folder.resolve("twin.camel.yaml"), GOOD.replace("NAME", "good"));
        Files.delete(bad);

        Said said = run("validate", "--set", "audit.url=https://ci.example.com/", folder.toString());

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.out())
                .contains("twin.camel.yaml:2: The route id good is taken by ", "subscription good is taken");
    }

    @Test
    void a_step_id_that_another_file_has_is_named_because_camel_would_refuse_it_at_the_start() throws IOException {
        String step = "        - log: { id: told, message: x }\n        - to:";
        Files.delete(bad);
        for (String name : List.of("first", "second")) {
            Files.writeString(
                    folder.resolve(name + ".camel.yaml"),
                    GOOD.replace("NAME", name).replaceFirst("(?m)^ {8}- to:", step));
        }

        Said said = run("validate", "--set", "audit.url=https://ci.example.com/", folder.toString());

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.out()).contains("second.camel.yaml:", "The step id told is taken by ");
    }

    @Test
    void a_file_with_another_ending_is_named() throws IOException {
        Files.delete(bad);
        Files.writeString(folder.resolve("other.yaml"), GOOD.replace("NAME", "other"));
        Files.writeString(folder.resolve("other.camel.yml"), GOOD.replace("NAME", "another"));
        Files.writeString(folder.resolve("kustomization.yaml"), "resources: []\n");

        Said said = run("validate", "--set", "audit.url=https://ci.example.com/", folder.toString());

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.out().lines())
                .hasSize(2)
                .allMatch(line -> line.contains("sink files end in .camel.yaml"))
                .anyMatch(line -> line.contains("other.yaml:1: "))
                .anyMatch(line -> line.contains("other.camel.yml:1: "));
    }

    @Test
    void a_folder_in_the_folder_is_named_where_it_has_sink_files() throws IOException {
        Files.delete(bad);
        Files.createDirectory(folder.resolve("notes"));
        Files.writeString(
                Files.createDirectory(folder.resolve("team-a")).resolve("other.camel.yaml"),
                GOOD.replace("NAME", "other"));

        Said said = run("validate", "--set", "audit.url=https://ci.example.com/", folder.toString());

        assertThat(said.code()).isZero();
        assertThat(said.out().lines())
                .singleElement()
                .asString()
                .contains("team-a: warning: Subfolders of the sinks folder are passed over. Move its files up.");
    }

    @Test
    void machines_get_json() throws IOException {
        Said said =
                run("validate", "--output", "json", "--set", "audit.url=https://ci.example.com/", folder.toString());

        JsonNode report = new ObjectMapper().readTree(said.out());
        assertThat(report.path("files").asInt()).isEqualTo(2);
        assertThat(report.path("errors").asInt()).isEqualTo(2);
        assertThat(report.at("/problems/0/line").asInt()).isEqualTo(5);
        assertThat(report.at("/problems/0/severity").asText()).isEqualTo("error");
    }

    @Test
    void a_workflow_of_github_gets_annotations() {
        Said said = run("validate", "--output", "github", "--set", "audit.url=https://ci.example.com/", bad.toString());

        assertThat(said.out().lines())
                .allMatch(line -> line.startsWith("::error file=" + bad + ",line=5::outcomes: "))
                .anyMatch(line -> line.contains("50%25"));
    }

    @Test
    void a_placeholder_without_a_value_is_named_with_its_variable() {
        Said said = run("validate", folder.resolve("good.camel.yaml").toString());

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.out()).contains("good.camel.yaml:7: The placeholder {{audit.url}} has no value.", "AUDIT_URL");
    }

    @Test
    void a_path_that_is_not_there_is_wrong_use() {
        assertThat(run("validate", folder.resolve("nowhere").toString()).code()).isEqualTo(2);
    }

    private static Said run(String... args) {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            return new Said(Courier.execute(args), out.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(before);
        }
    }
}
