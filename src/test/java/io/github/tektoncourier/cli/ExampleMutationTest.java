package io.github.tektoncourier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A test of an example that passes with a broken sink file would be a defect. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExampleMutationTest {

    /** Example, a text of its sink file, and what breaks it without making it refused. */
    private static final List<List<String>> MUTANTS = List.of(
            List.of("as-tekton", "{{as-tekton.url}}", "{{as-tekton.url}}/other"),
            List.of("as-tekton", "format: tektonv1", "format: cdevents"),
            List.of("as-tekton", "format: tektonv1", "format: default"),
            List.of("audit", "{{audit.url}}", "{{audit.url}}/other"),
            List.of("audit", ".failed.v1", ".started.v1"),
            List.of("audit-kafka", "tekton-audit", "other"),
            List.of("audit-kafka", "types: \"*\"", "types: \"*.failed.v1\""),
            List.of("audit-kafka", "contentMode: structured", "contentMode: binary"),
            List.of(
                    "camel-cloudevents",
                    "uri: \"{{camel-cloudevents.url}}\"",
                    "uri: \"{{camel-cloudevents.url}}/other\""),
            List.of("camel-cloudevents", "httpMethod: POST", "httpMethod: PUT"),
            List.of("cdevents-broker", "{{broker.url}}", "{{broker.url}}/other"),
            List.of("cdevents-broker", "format: cdevents", "format: tektonv1"),
            List.of("cel-router", "{{cel-router.url}}", "{{cel-router.url}}/other"),
            List.of("cel-router", "p.value == 'main'", "p.value != 'main'"),
            List.of("cel-router", "labels['team']", "labels['tekton.dev/pipeline']"),
            List.of("content-router", "{{payments.url}}", "{{search.url}}"),
            List.of("content-router", "{{search.url}}", "{{payments.url}}"),
            List.of("content-router", "'payments-'", "'pay-'"),
            List.of("content-router", "== 'search'", "!= 'search'"),
            List.of("discord", "{{discord.url}}", "{{discord.url}}/other"),
            List.of("discord", "outcomes: \"failure,timeout\"", "outcomes: success"),
            List.of("discord", ", outcomes: \"failure,timeout\"", ""),
            List.of("discord", "allowed_mentions: {parse: []}", "allowed_mentions: {parse: [\"everyone\"]}"),
            List.of("email", "CamelCloudEventOutcome}\"", "CamelCloudEventKind}\""),
            List.of("email", ", outcomes: \"failure,timeout\"", ""),
            List.of("email", "conditions[0].message", "conditions[0].reason"),
            List.of("file", "{{file.folder}}", "{{file.folder}}/other"),
            List.of("file", ", outcomes: \"*\"", ""),
            List.of("file", "outcome: header", "result: header"),
            List.of("github-status", "/statuses/{sha}", "/status/{sha}"),
            List.of("github-status", "success: \"success\"", "success: \"failure\""),
            List.of("github-status", "*.started.v1,", ""),
            List.of("github-status", "bearerToken: \"{{github.token}}\"", "bearerToken: \"other-token\""),
            List.of("gitlab-status", "/statuses/{sha}", "/status/{sha}"),
            List.of("gitlab-status", "cancelled: \"canceled\"", "cancelled: \"failed\""),
            List.of("gitlab-status", "*.started.v1,", ""),
            List.of("kafka-topic-per-namespace", "tekton-{namespace}", "other-{namespace}"),
            List.of("kafka-topic-per-namespace", "CamelCloudEventNamespace", "CamelCloudEventKind"),
            List.of("pagerduty", "v2/enqueue", "v1/enqueue"),
            List.of("pagerduty", "\"success,failure,timeout\"", "\"success\""),
            List.of("pagerduty", "\"success,failure,timeout\"", "\"failure,timeout\""),
            List.of("pagerduty", "severity: \"error\"", "severity: \"info\""),
            List.of("run-hooks", "outcomes: \"*\"", "outcomes: failure"),
            List.of("signed-webhook", "{{signed.url}}", "{{signed.url}}/other"),
            List.of("signed-webhook", ", outcomes: \"failure,timeout\"", ""),
            List.of("signed-webhook", "contentMode: structured", "contentMode: binary"),
            List.of("signed-webhook", "signingSecret: \"{{signed.signing-secret}}\",", ""),
            List.of("slack-channel-per-team", "slotDefault: \"#ci\"", "slotDefault: \"#other\""),
            List.of("slack-channel-per-team", "[a-z0-9-]{1,80}", ".*"),
            List.of("slack-failures", "outcomes: \"failure,timeout\"", "outcomes: success"),
            List.of("slack-failures", "CamelCloudEventPartitionkey} ==", "CamelCloudEventPartitionkey} !="),
            List.of("slack-failures", "{{slack.webhook-url}}", "{{slack.webhook-url}}/other"),
            List.of("slack-live", "{{slack.channel}}", "#other"),
            List.of("slack-live", "{{slack.token}}", "xoxb-other"),
            List.of("teams", "{{teams.url}}", "{{teams.url}}/other"),
            List.of("teams", ", outcomes: \"failure,timeout\"", ""),
            List.of("teams", "version: \"1.4\"", "version: \"9.9\""),
            List.of("teams", "weight: \"Bolder\"", "weight: \"Lighter\""),
            List.of("tenant-webhook", "ci/failures", "payments/failures"),
            List.of("tenant-webhook", ", outcomes: \"failure,timeout\"", ", outcomes: success"),
            List.of("tenant-webhook", "{{secret:hook/url}}", "{{secret:hook/url}}/other"),
            List.of("triggers", "{{triggers.url}}", "{{triggers.url}}/other"),
            List.of("triggers", "outcomes: \"failure,timeout\"", "outcomes: \"*\""),
            List.of("triggers", "has(run.metadata.labels) && ", ""),
            List.of("triggers", "triggers.tekton.dev/eventlistener", "triggers.tekton.dev/trigger"),
            List.of("webhook", "{{webhook.url}}", "{{webhook.url}}/other"),
            List.of("webhook", ", outcomes: \"failure,timeout\"", ""),
            List.of("webhook", "{run: .metadata.name", "{ran: .metadata.name"),
            List.of("webhook", "bearerToken: \"{{?webhook.token}}\"", "bearerToken: \"other-token\""));

    private final Map<Path, List<String>> mutants = new LinkedHashMap<>();
    private CommandOutput said = new CommandOutput(-1, "", "");

    @BeforeAll
    void test(@TempDir Path folder) throws IOException {
        for (List<String> mutant : MUTANTS) {
            String example = mutant.get(0);
            String sink = Files.readString(sink(example));
            assertThat(sink).as("the mutants of " + example + " fit the file").contains(mutant.get(1));
            Path place = Files.createDirectory(folder.resolve(String.valueOf(mutants.size() + 100)));
            Files.writeString(place.resolve(example + ".camel.yaml"), sink.replace(mutant.get(1), mutant.get(2)));
            Path test = place.resolve(example + ".test.yaml");
            Files.copy(sink(example).resolveSibling(example + ".test.yaml"), test);
            mutants.put(test, mutant);
        }
        said = CommandOutput.of("test", folder.toString());
    }

    @Test
    void each_broken_example_is_found_by_its_test() {
        List<List<String>> survivors = new ArrayList<>();
        mutants.forEach((test, mutant) -> {
            if (!said.out().matches("(?s).*" + test + ": \\d+ of \\d+ failed\n.*")) {
                survivors.add(mutant);
            }
        });

        assertThat(survivors).as(said.out()).isEmpty();
    }

    @Test
    void every_example_has_a_test_and_mutants() throws IOException {
        Set<String> mutated = new TreeSet<>();
        MUTANTS.forEach(mutant -> mutated.add(mutant.get(0)));

        for (Path sink : ExamplesTestedTest.sinkFiles()) {
            String name = sink.getFileName().toString().replace(".camel.yaml", "");
            assertThat(sink.resolveSibling(name + ".test.yaml")).exists();
            assertThat(mutated).contains(name);
        }
    }

    private static Path sink(String example) {
        return Path.of("examples", example, example + ".camel.yaml");
    }
}
