package io.github.tektoncourier.kamelet;

import static io.github.tektoncourier.kamelet.ExampleEvents.HOSTILE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.tektoncourier.journal.delivery.Verdicts;
import io.github.tektoncourier.kamelet.ExampleEvents.Event;
import io.github.tektoncourier.routes.SinkFiles;
import io.github.tektoncourier.routes.camel.SinglePassParser;
import io.github.tektoncourier.routes.check.file.RouteFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recorded runs, and hostile ones, through the examples to receivers that refuse what the real ones refuse. */
class ReceiversTest extends SinkTestSupport {

    private static final String SHA = "0123456789abcdef0123456789abcdef01234567";

    private final Receiver receiver = new Receiver();

    @TempDir
    Path folder;

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        SinglePassParser.addTo(context);
        return context;
    }

    @AfterEach
    void closeReceiver() {
        receiver.close();
    }

    @ParameterizedTest
    @CsvSource({
        "webhook, WEBHOOK",
        "teams, TEAMS",
        "discord, DISCORD",
        "pagerduty, PAGERDUTY",
        "github-status, GITHUB",
        "gitlab-status, GITLAB",
    })
    void a_receiver_takes_what_its_example_sends(String example, ReceiverRules rules) throws Exception {
        receiver.like(rules);
        List<Event> events = events(start(example));
        assertThat(events).isNotEmpty();
        int sent = 0;

        for (Event event : events) {
            for (String message : messages()) {
                sent++;
                Event told = params(event, sent).saying(message);
                Exchange exchange = send(told.headers(), told.body());
                assertThat(exchange.getException())
                        .as("%s of %s characters: %s", event.attribute("type"), message.length(), receiver.refusals)
                        .isNull();
            }
        }

        assertThat(receiver.refusals).isEmpty();
        assertThat(receiver.requests).hasSize(sent);
        assertThat(receiver.requests).allSatisfy(request -> assertThat(new String(request.body(), UTF_8))
                .doesNotContain("\uFFFD")
                .doesNotContain("a-secret-of-github"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhook", "github-status", "gitlab-status", "file"})
    void its_page_shows_what_arrives(String example) throws Exception {
        receiver.anything();
        int number = 0;
        for (Event event : events(start(example))) {
            Event told = params(event, ++number);
            assertThat(send(told.headers(), told.body()).getException()).isNull();
        }
        Path file = folder.resolve("runs.jsonl");
        List<JsonNode> arrived = new ArrayList<>(receiver.taken());
        for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
            arrived.add(ExampleEvents.JSON.readTree(line));
        }

        String page = Files.readString(Path.of("examples", example, "README.md"));
        JsonNode shown = ExampleEvents.JSON.readTree(
                page.replaceFirst("(?s).*```json\n", "").replaceFirst("(?s)```.*", ""));
        assertThat(arrived).contains(shown);
    }

    /** A cut in the middle of a pair of surrogates is no text. */
    private static List<String> messages() {
        String pairs = "\uD83D\uDE00".repeat(20_000);
        return List.of(
                "Tasks Completed: 3 (Failed: 1), Skipped: 0",
                "",
                HOSTILE,
                pairs,
                "x" + pairs,
                "\u0001".repeat(20_000),
                HOSTILE.repeat(1_400_000 / HOSTILE.length()));
    }

    private static Event params(Event event, int number) {
        String sha = SHA.substring(6) + "%06x".formatted(number);
        return event.param("repo", "acme/app")
                .param("project", "acme/group/app")
                .param("sha", sha);
    }

    @ParameterizedTest
    @CsvSource({
        "github-status, GITHUB, repo, 'acme/..'",
        "github-status, GITHUB, repo, 'acme'",
        "gitlab-status, GITLAB, project, '..'",
        "gitlab-status, GITLAB, project, ''",
    })
    void a_run_that_names_no_place_is_a_dead_letter(String example, ReceiverRules rules, String param, String value)
            throws Exception {
        receiver.like(rules);
        Event event = events(start(example)).get(0).param("repo", "acme/app").param("project", "acme/app");

        Event told = event.param("sha", SHA);
        Exchange sent = send(told.headers(), replaced(told, param, value).body());

        assertThat(sent.getException()).isInstanceOf(AddressValueException.class);
        assertThat(Verdicts.meaning(sent.getException()).dead()).isTrue();
        assertThat(receiver.requests).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"github-status, GITHUB", "gitlab-status, GITLAB"})
    void a_run_that_names_no_commit_is_filtered(String example, ReceiverRules rules) throws Exception {
        receiver.like(rules);
        Event event = events(start(example)).get(0);
        List<Event> runs = new ArrayList<>(List.of(event));
        for (String sha : List.of("main", "", SHA + "0", SHA + "\n", "../../" + SHA)) {
            runs.add(replaced(params(event, 1), "sha", sha));
        }

        for (Event run : runs) {
            assertThat(send(run.headers(), run.body()).getException()).isNull();
        }

        assertThat(receiver.requests).isEmpty();
    }

    @Test
    void the_token_goes_nowhere_but_to_the_address_of_the_file() throws Exception {
        receiver.like(ReceiverRules.GITHUB);
        Event event = params(events(start("github-status")).get(0), 1);

        Event hostile = replaced(event, "repo", "acme/app/../../evil?x=#" + HOSTILE);
        Exchange sent = send(hostile.headers(), hostile.body());

        assertThat(sent.getException()).isNotNull();
        assertThat(receiver.requests).allSatisfy(request -> assertThat(request.target())
                .startsWith("/repos/acme/")
                .endsWith("/statuses/" + SHA.substring(6) + "000001"));
    }

    @Test
    void pagerduty_resolves_what_it_triggered() throws Exception {
        receiver.like(ReceiverRules.PAGERDUTY);
        for (Event event : events(start("pagerduty"))) {
            send(event.headers(), event.body());
        }

        List<JsonNode> taken = receiver.taken();
        assertThat(taken)
                .extracting(event -> event.path("event_action").asText())
                .contains("trigger", "resolve");
        assertThat(taken).allSatisfy(event -> assertThat(event.path("dedup_key").asText())
                .matches("[a-z-]+/[a-z-]+"));
    }

    @Test
    void discord_is_left_alone_as_long_as_it_asks_for() throws Exception {
        receiver.like(ReceiverRules.DISCORD);
        receiver.answer(429, Map.of("Retry-After", "3"), "{\"retry_after\": 2.5, \"global\": false}");
        Event event = events(start("discord")).get(0);

        Exchange sent = send(event.headers(), event.body());

        assertThat(Verdicts.meaning(sent.getException()).dead()).isFalse();
        assertThat(Verdicts.meaning(sent.getException()).pauseSeconds()).isEqualTo(3);
    }

    @Test
    void a_file_has_one_line_for_each_event() throws Exception {
        List<Event> events = events(start("file"));
        for (Event event : events) {
            Event told = event.saying(HOSTILE);
            assertThat(send(told.headers(), told.body()).getException()).isNull();
        }

        List<String> lines = Files.readAllLines(folder.resolve("runs.jsonl"));
        assertThat(lines).hasSize(events.size());
        for (String line : lines) {
            JsonNode told = ExampleEvents.JSON.readTree(line);
            assertThat(told.path("message").asText()).isEqualTo(HOSTILE);
            assertThat(told.path("outcome").asText()).isNotEmpty();
        }
    }

    @Test
    void a_broker_gets_cdevents() throws Exception {
        receiver.anything();
        for (Event event : events(start("cdevents-broker"))) {
            assertThat(send(event.headers(), event.body()).getException()).isNull();
        }

        assertThat(receiver.requests).isNotEmpty();
        assertThat(receiver.requests)
                .allSatisfy(request -> assertThat(request.header("ce-type")).startsWith("dev.cdevents."));
    }

    @Test
    void slack_gets_failures_of_root_runs() throws Exception {
        receiver.anything();
        for (Event event : events(start("slack-failures"))) {
            receiver.answer(200, Map.of(), "ok");
            assertThat(send(event.headers(), event.body()).getException()).isNull();
        }

        assertThat(receiver.requests).isNotEmpty();
        assertThat(receiver.taken())
                .allSatisfy(message -> assertThat(message.path("text").asText()).isNotEmpty());
    }

    @Test
    void no_example_has_more_than_fifteen_lines() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("examples"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".camel.yaml")))
                    .allSatisfy(file -> assertThat(Files.readAllLines(file)).hasSizeLessThanOrEqualTo(15));
        }
    }

    private static Event replaced(Event event, String param, String value) {
        Event copy = event.param(param, value); // the first of a name is what counts here
        copy.data().findValues("params").forEach(params -> {
            for (int i = params.size() - 1; i > 0; i--) {
                if (params.get(i).path("name").asText().equals(param)) {
                    ((ArrayNode) params).remove(i);
                }
            }
        });
        return copy;
    }

    /** Starts an example as the service does, fed by {@code direct:in}; its file. */
    private JsonNode start(String example) throws Exception {
        String yaml = Files.readString(Path.of("examples", example, example + ".camel.yaml"));
        Map<String, String> values = new TreeMap<>(Map.of(
                "webhook.url", receiver.url("/hook"),
                "teams.url", receiver.url("/workflow?sig=s"),
                "discord.url", receiver.url("/api/webhooks/1/x"),
                "pagerduty.url", receiver.url("/v2/enqueue"),
                "pagerduty.routing-key", "R0UT1NGKEYR0UT1NGKEYR0UT1NGKEY12",
                "github.url", receiver.url(""),
                "github.token", ReceiverRules.TOKEN,
                "gitlab.url", receiver.url(""),
                "gitlab.token", ReceiverRules.TOKEN,
                "broker.url", receiver.url("/broker")));
        values.put("slack.webhook-url", receiver.url("/services/x"));
        values.put("file.folder", folder.toString());
        values.put("camel.component.kamelet.location", "classpath:kamelets");
        context.getPropertiesComponent().setOverrideProperties(properties(values));
        assertThat(new SinkFiles(context, values).load(new RouteFile(example + ".camel.yaml", fromDirect(yaml))))
                .isEmpty();
        return new YAMLMapper().readTree(yaml);
    }

    private static Properties properties(Map<String, String> values) {
        Properties properties = new Properties();
        properties.putAll(values);
        return properties;
    }

    private static List<Event> events(JsonNode file) throws IOException {
        return ExampleEvents.of(file.at("/0/route/from/parameters"));
    }
}
