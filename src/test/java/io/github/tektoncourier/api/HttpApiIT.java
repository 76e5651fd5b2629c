package io.github.tektoncourier.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.github.tektoncourier.filter.Globs;
import io.github.tektoncourier.journal.Batches;
import io.github.tektoncourier.journal.Journal;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.Outcome;
import io.github.tektoncourier.journal.StartFrom;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.Unacceptable;
import io.github.tektoncourier.journal.engine.JournalFactory;
import io.github.tektoncourier.ops.ApiRequest;
import io.github.tektoncourier.ops.Page;
import io.github.tektoncourier.text.Secrets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The API on a journal that has what was delivered and what is dead, in two namespaces; held against docs/openapi.yaml. */
@Timeout(120)
class HttpApiIT {

    private static final String ALL = "all-0123456789abcdef";
    private static final String OF_D = "only-d-0123456789abcdef";
    private static final String OF_Z = "only-z-0123456789abcdef";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path directory;

    private static final List<String> COUNTED = new ArrayList<>();
    private static Journal journal;
    private static ApiTokens tokens;
    private static JsonNode document;
    private static Instant filled;
    private static JsonSchemaFactory schemas;

    private HttpApi api = api(List.of());

    private static HttpApi api(List<SinkFileState> sinks) {
        return new HttpApi(
                () -> JournalFactory.view(directory.resolve("journal")),
                JournalFactory.requests(JournalSettings.in(directory.resolve("journal")), Clock.systemUTC()),
                () -> sinks,
                tokens,
                (path, status) -> COUNTED.add(path + " " + status));
    }

    /** deploy-3 in ns-d was delivered but for its failed; build-7 in ns-b is dead. */
    @BeforeAll
    static void fill() throws Exception {
        Path file =
                Files.writeString(directory.resolve("tokens"), ALL + "\n" + OF_D + " ns-d,ns-x-*\n" + OF_Z + " ns-z\n");
        tokens = ApiTokens.of(file, Clock.systemUTC(), Secrets.ofProcess());
        journal = JournalFactory.open(JournalSettings.in(directory.resolve("journal")), Clock.systemUTC());
        journal.subscribe(
                SubscriptionSettings.named("audit")
                        .withFilters(Globs.ANY, Globs.ANY, Globs.ANY, Globs.ANY)
                        .withStartFrom(new StartFrom.Earliest()),
                event -> {
                    if (event.attributes().getOrDefault("id", "").endsWith("/failed")) {
                        throw new Unacceptable();
                    }
                    return Outcome.DELIVERED;
                });
        journal.append(Batches.batch("deploy-3", "queued", "started", "failed")).get(10, TimeUnit.SECONDS);
        journal.append(Batches.batch("build-7", "queued", "failed")).get(10, TimeUnit.SECONDS);
        await().until(() -> journal.books().get(0).pending() == 0);
        filled = Instant.now();
        String text = Files.readString(Path.of("docs/openapi.yaml"));
        document = new YAMLMapper().readTree(text);
        schemas = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    }

    @AfterAll
    static void close() {
        journal.close();
        tokens.close();
    }

    private Page get(String path, String token) {
        int question = path.indexOf('?');
        return api.answer(new ApiRequest(
                "GET",
                "/api/v1/" + (question < 0 ? path : path.substring(0, question)),
                question < 0 ? "" : path.substring(question + 1),
                token.isEmpty() ? null : "Bearer " + token,
                null,
                new byte[0]));
    }

    private Page post(String path, String token, String body) {
        return post(path, token, body, "application/json; charset=utf-8");
    }

    private Page post(String path, String token, String body, String type) {
        return api.answer(new ApiRequest(
                "POST",
                "/api/v1/" + path,
                "",
                token.isEmpty() ? null : "Bearer " + token,
                type,
                body.getBytes(StandardCharsets.UTF_8)));
    }

    private static JsonNode json(Page page) throws Exception {
        return JSON.readTree(page.body());
    }

    /** The answer's schema of the document. */
    private static void holds(String method, String path, Page page) throws Exception {
        JsonNode response = document.at("/paths")
                .path("/api/v1/" + path)
                .path(method)
                .path("responses")
                .path(Integer.toString(page.status()));
        assertThat(response.isMissingNode())
                .as("%s %s answers %s, which the document does not have", method, path, page.status())
                .isFalse();
        String pointer = response.has("$ref")
                ? document.at(response.path("$ref").asText().substring(1))
                        .at("/content/application~1json/schema/$ref")
                        .asText()
                : response.at("/content/application~1json/schema/$ref").asText();
        if (pointer.isEmpty()) {
            return; // data of an event is anything
        }
        JsonSchema schema = schemas.getSchema(
                JSON.createObjectNode().put("$ref", pointer).set("components", document.path("components")));
        assertThat(schema.validate(json(page)))
                .as(new String(page.body(), StandardCharsets.UTF_8))
                .isEmpty();
    }

    @Test
    void each_path_of_the_document_is_served_and_each_that_is_served_is_in_it_with_its_parameters() {
        for (ApiRoute route : ApiRoute.values()) {
            JsonNode operation =
                    document.at("/paths").path(route.path()).path(route.method().toLowerCase(java.util.Locale.ROOT));
            assertThat(operation.isMissingNode()).as(route.path()).isFalse();
            assertThat(operation.path("responses").fieldNames())
                    .toIterable()
                    .as(route.path())
                    .contains("200", "400", "401", "429", "503");
            TreeSet<String> named = new TreeSet<>();
            operation
                    .path("parameters")
                    .forEach(one -> named.add(
                            one.has("$ref")
                                    ? document.at(one.path("$ref").asText().substring(1))
                                            .path("name")
                                            .asText()
                                    : one.path("name").asText()));
            if (route.method().equals("POST")) {
                document.at("/components/schemas/Selection/properties")
                        .fieldNames()
                        .forEachRemaining(named::add);
                if (route == ApiRoute.REPLAY) {
                    named.remove("reason");
                }
            }
            assertThat(named).as(route.path()).isEqualTo(new TreeSet<>(route.parameters()));
        }
        assertThat(document.path("paths")).hasSize(ApiRoute.values().length);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    subscriptions                                 | 200
                    sinks                                         | 200
                    journal                                       | 200
                    runs                                          | 200
                    runs?run=ns-d/deploy-3&limit=1                | 200
                    runs?limit=0                                  | 400
                    events?type=*.failed.*&since=2020-01-01T00:00:00Z | 200
                    events?since=yesterday                        | 400
                    events?since=%2B999999999-12-31T00:00:00Z     | 400
                    dead?until=-999999999-01-01T00:00:00Z         | 400
                    events?namespace=ns-d                         | 400
                    events?run=a&run=b                            | 400
                    events?after=AAAA                             | 400
                    events?run=%zz                                | 400
                    event?id=deploy-3/queued                      | 200
                    event?id=deploy-3                             | 400
                    event?id=deploy-3/unknown                     | 404
                    event                                         | 400
                    data?id=deploy-3/queued                       | 200
                    data?id=deploy-4/queued                       | 404
                    attempts?id=build-7/failed                    | 200
                    attempts?id=build-7/failed&subscription=none  | 404
                    history?of=ns-b/build-7                       | 200
                    history?of=unknown                            | 200
                    dead                                          | 200
                    dead?reason=422&subscription=audit&limit=1    | 200
                    request?id=0                                  | 404
                    """)
    void an_answer_is_as_the_document_has_it(String path, int status) throws Exception {
        api = api(List.of(
                new SinkFileState("a.camel.yaml", "running", List.of("audit"), List.of()),
                new SinkFileState("b.camel.yaml", "refused", List.of(), List.of("b.camel.yaml:3: wrong"))));

        Page page = get(path, ALL);

        assertThat(page.status())
                .as(new String(page.body(), StandardCharsets.UTF_8))
                .isEqualTo(status);
        holds("get", path.replaceFirst("\\?.*", ""), page);
    }

    @Test
    void without_a_token_counters_and_states_are_answered_and_nothing_else() throws Exception {
        api = api(List.of(new SinkFileState("b.camel.yaml", "refused", List.of(), List.of("b.camel.yaml:3: secret"))));

        JsonNode books = json(get("subscriptions", "")).at("/subscriptions/0");
        String all = new String(get("subscriptions", "").body(), StandardCharsets.UTF_8)
                + new String(get("sinks", "").body(), StandardCharsets.UTF_8)
                + new String(get("journal", "").body(), StandardCharsets.UTF_8);

        assertThat(books.path("dead").asInt()).isEqualTo(2);
        assertThat(all).doesNotContain("422", "secret", "deploy", "build", "ns-");
        for (ApiRoute route : ApiRoute.values()) {
            if (!route.open()) {
                Page page = api.answer(new ApiRequest(
                        route.method(),
                        route.path(),
                        "",
                        null,
                        "application/json",
                        "{}".getBytes(StandardCharsets.UTF_8)));
                assertThat(page.status()).as(route.path()).isEqualTo(401);
                assertThat(page.headers()).containsEntry("WWW-Authenticate", "Bearer");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Bearer wrong-0123456789abcdef",
        "Bearer",
        "Bearer all-0123456789abcde",
        "Bearer all-0123456789abcdef0",
        "Basic all-0123456789abcdef",
        "all-0123456789abcdef",
        "''"
    })
    void a_token_that_is_none_opens_nothing_not_even_what_needs_none(String authorization) {
        Page page = api.answer(new ApiRequest("GET", "/api/v1/subscriptions", "", authorization, null, new byte[0]));

        assertThat(page.status()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "runs",
        "events",
        "dead",
        "subscriptions",
        "sinks",
        "journal",
        "runs?run=ns-b/build-7",
        "events?run=build-7",
        "events?event=build-7/failed",
        "history?of=ns-b/build-7",
        "history?of=build-7",
        "history?of=build-7/failed",
        "dead?reason=422",
        "dead?run=ns-b/build-7"
    })
    void a_token_of_one_namespace_shows_nothing_of_another(String path) {
        String answer = new String(get(path, OF_D).body(), StandardCharsets.UTF_8);

        assertThat(answer).doesNotContain("build-7", "ns-b");
    }

    @Test
    void the_latest_error_is_told_of_the_tokens_own_namespaces_alone() throws Exception {
        JsonNode all = json(get("subscriptions", ALL)).at("/subscriptions/0");
        JsonNode own = json(get("subscriptions", OF_D)).at("/subscriptions/0");
        JsonNode none = json(get("subscriptions", OF_Z)).at("/subscriptions/0");

        assertThat(all.has("lastRefusal")).isTrue();
        assertThat(own.path("lastErrorEvent").asText()).isEqualTo("deploy-3/failed");
        assertThat(own.path("lastError").asText()).contains("HTTP 422");
        assertThat(own.has("lastRefusal")).isFalse();
        assertThat(none.has("lastError")).isFalse();
        assertThat(none.has("lastErrorEvent")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"event?id=%s/failed", "data?id=%s/failed", "attempts?id=%s/failed"})
    void what_another_namespace_has_is_answered_as_what_is_not_there(String path) {
        Page hidden = get(path.replace("%s", "build-7"), OF_D);
        Page missing = get(path.replace("%s", "nothing"), OF_D);

        assertThat(hidden.status()).isEqualTo(404);
        assertThat(hidden.body()).isEqualTo(missing.body());
        assertThat(hidden.headers()).isEqualTo(missing.headers());
    }

    @Test
    void a_token_of_one_namespace_counts_and_changes_only_what_is_its_own() throws Exception {
        JsonNode all = json(post("retry", ALL, "{\"dryRun\": true}"));
        JsonNode own = json(post("retry", OF_D, "{\"dryRun\": true}"));
        JsonNode other = json(post("drop", OF_D, "{\"run\": \"ns-b/build-7\"}"));
        JsonNode replay = json(post("replay", OF_D, "{\"subscription\": \"audit\", \"dryRun\": true}"));

        assertThat(all.path("deadLetters").asInt()).isEqualTo(2);
        assertThat(own.path("deadLetters").asInt()).isEqualTo(1);
        assertThat(other.path("deadLetters").asInt()).isZero();
        assertThat(replay.path("events").asInt()).isEqualTo(2);
        assertThat(json(get("dead", ALL)).path("dead")).hasSize(2);
    }

    @Test
    void a_retry_goes_out_within_the_tokens_namespaces_and_says_when_it_is_done() throws Exception {
        Page page = post("retry", OF_D, "{\"subscription\": \"audit\"}");
        holds("post", "retry", page);
        String id = json(page).path("id").asText();

        assertThat(json(page).path("deadLetters").asInt()).isEqualTo(1);
        assertThat(json(get("request?id=" + id, OF_D)).path("done").asBoolean()).isTrue();
        assertThat(get("request?id=" + id, ALL).status()).isEqualTo(404);
        await().until(() -> json(get("dead", ALL)).path("dead").size() == 2); // both are refused again
        assertThat(json(get("subscriptions", ALL))
                        .at("/subscriptions/0/retried")
                        .asInt())
                .isPositive();
    }

    @Test
    void pages_follow_each_other_without_a_gap() throws Exception {
        List<String> seen = new ArrayList<>();
        String next = "";
        do {
            JsonNode page = json(get("events?limit=2&until=" + filled + (next.isEmpty() ? "" : "&after=" + next), ALL));
            page.path("events").forEach(event -> seen.add(event.path("id").asText()));
            next = page.path("next").asText();
        } while (!next.isEmpty());
        JsonNode dead = json(get("dead?limit=1", ALL));
        JsonNode second = json(get("dead?limit=1&after=" + dead.path("next").asText(), ALL));

        assertThat(seen)
                .containsExactly(
                        "build-7/failed", "build-7/queued", "deploy-3/failed", "deploy-3/started", "deploy-3/queued");
        assertThat(List.of(
                        dead.at("/dead/0/id").asText(), second.at("/dead/0/id").asText()))
                .containsExactly("deploy-3/failed", "build-7/failed");
        assertThat(second.has("next")).isFalse();
        assertThat(get("runs?after=" + dead.path("next").asText(), ALL).status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            textBlock =
                    """
                    retry  | {"subscripton": "audit"}          | application/json                  | 400 | Did you mean subscription?
                    retry  | {"subscription": 7}               | application/json                  | 400 | a text in quotes
                    retry  | {"dryRun": "yes"}                 | application/json                  | 400 | true or false
                    retry  | {"run": "a", "run": "b"}          | application/json                  | 400 | no JSON
                    retry  | []                                | application/json                  | 400 | one JSON object
                    retry  | {} {}                             | application/json                  | 400 | one JSON object
                    retry  | ''                                | application/json                  | 400 | one JSON object
                    retry  | {"run":                           | application/json                  | 400 | no JSON
                    retry  | {"since": "2h"}                   | application/json                  | 400 | is no time
                    drop   | {}                                | application/json                  | 400 | Say which dead letters
                    drop   | {"dryRun": true}                  | application/json                  | 400 | Say which dead letters
                    replay | {}                                | application/json                  | 400 | subscription is missing
                    replay | {"subscription": "nobody"}        | application/json                  | 409 | knows no subscription
                    replay | {"subscription": "audit", "reason": "x"} | application/json           | 400 | Did you mean
                    retry  | subscription=audit                | application/x-www-form-urlencoded | 415 | Content-Type
                    retry  | {}                                | text/plain                        | 415 | Content-Type
                    retry  | {}                                | null                              | 415 | Content-Type
                    """)
    void a_write_that_cannot_be_meant_is_refused_in_words(
            String path, String body, String type, int status, String words) throws Exception {
        Page page = post(path, ALL, body, type);

        assertThat(page.status())
                .as(new String(page.body(), StandardCharsets.UTF_8))
                .isEqualTo(status);
        assertThat(json(page).path("error").asText()).contains(words);
        holds("post", path, page);
    }

    @Test
    void a_run_with_too_many_events_is_told_event_by_event() throws Exception {
        String[] moments = IntStream.range(0, 201).mapToObj(i -> "unknown/" + i).toArray(String[]::new);
        journal.append(Batches.batch("x-large", moments)).get(10, TimeUnit.SECONDS);

        Page hidden = get("history?of=x-large", OF_D);
        Page one = get("history?of=x-large/unknown/7", ALL);

        assertThat(hidden.status()).as("a run of another namespace is as none").isEqualTo(200);
        assertThat(get("history?of=x-large", ALL).status()).isEqualTo(413);
        assertThat(json(one).at("/runs/0/events")).hasSize(1);
    }

    /** A request, and the answer in the block behind it. */
    @Test
    void the_answers_in_the_documentation_are_those_of_the_program() throws Exception {
        Matcher block = Pattern.compile(
                        "```http\\n(GET|POST) /api/v1/(\\S+)\\n(?:[^`{]*(\\{[^`]*))?```\\n\\n```json\\n([^`]*)```")
                .matcher(Files.readString(Path.of("docs/api.md")));
        int found = 0;
        while (block.find()) {
            Page page =
                    block.group(1).equals("GET") ? get(block.group(2), ALL) : post(block.group(2), ALL, block.group(3));

            assertThat(json(page).toPrettyString().replaceAll("20\\d\\d-[^\"]*Z", "TIME"))
                    .isEqualTo(JSON.readTree(block.group(4)).toPrettyString().replaceAll("20\\d\\d-[^\"]*Z", "TIME"));
            found++;
        }
        assertThat(found).isEqualTo(2);
    }

    @Test
    void a_method_that_a_path_does_not_take_is_refused() {
        Page page = get("retry", ALL);

        assertThat(page.status()).isEqualTo(405);
        assertThat(page.headers()).containsEntry("Allow", "POST");
        assertThat(get("nothing", ALL).status()).isEqualTo(404);
    }

    @Test
    void a_secret_that_an_answer_would_say_is_masked() throws Exception {
        try (var owner = Secrets.ofProcess().owner("test").secret("no such team")) {
            assertThat(new String(get("dead", ALL).body(), StandardCharsets.UTF_8))
                    .contains("HTTP 422: ***")
                    .doesNotContain("no such team");
        }
    }

    @Test
    void a_secret_that_looks_like_a_part_of_the_answer_leaves_it_json() throws Exception {
        try (var owner = Secrets.ofProcess().owner("test").secret("\"subscription\":\"audit\",\"state\":")) {
            assertThat(json(get("subscriptions", ALL))
                            .at("/subscriptions/0/subscription")
                            .asText())
                    .isEqualTo("audit");
        }
    }

    @Test
    void one_caller_too_many_is_asked_to_wait_and_the_others_are_not() {
        List<Integer> answers = new ArrayList<>();
        for (int i = 0; i < RateLimit.BURST * 3; i++) {
            answers.add(get("nothing", ALL).status());
        }

        assertThat(answers).contains(404, 429);
        assertThat(get("runs", OF_D).status()).isEqualTo(200);
    }

    /** Methods, spellings, ids, cursors, numbers, times and bodies by chance; the request stands in the failure. */
    @Test
    void three_hundred_odd_requests_are_answered_in_json_without_a_fault_and_without_another_namespace() {
        Random random = new Random(16);
        String[] methods = {"GET", "GET", "GET", "POST", "POST", "HEAD", "PUT", "DELETE", "get", "TRACE", "OPTIONS"};
        String[] paths = {
            "runs",
            "events",
            "event",
            "data",
            "attempts",
            "history",
            "dead",
            "request",
            "retry",
            "drop",
            "replay",
            "subscriptions",
            "sinks",
            "journal",
            "",
            "runs/",
            "../v1/runs",
            "%72uns",
            "RUNS",
            "runs;a=b",
            "events\u0000"
        };
        String[] names = {
            "id", "of", "run", "event", "type", "reason", "since", "until", "limit", "after", "subscription", "x", ""
        };
        String[] values = {
            "build-7/failed",
            "build%2D7%2Ffailed",
            "ns-b%2Fbuild-7",
            "ns-b/build-7",
            "..%2F..%2Fetc%2Fpasswd",
            "%00",
            "%",
            "%zz",
            "'%20OR%201=1--",
            "*",
            "ns-*",
            "-1",
            "0",
            "500",
            "501",
            "99999999999999999999",
            "1e3",
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "+292278994-08-17T07:12:55Z",
            "2026-11-30T08:00:00Z",
            "yesterday",
            "%F0%9F%92%A9",
            "%ED%A0%80",
            "a".repeat(3_000),
            ""
        };
        String[] bodies = {
            "{}",
            "[]",
            "{\"run\":\"ns-b/build-7\"}",
            "{\"event\":\"build-7/failed\"}",
            "{\"subscription\":\"audit\",\"subscription\":\"b\"}",
            "{\"subscription\":{\"a\":1}}",
            "{\"dryRun\":\"true\"}",
            "{\"subscription\":\"audit\"",
            "null",
            "",
            "[".repeat(5_000),
            "{\"since\":\"x\"}"
        };
        for (int i = 0; i < 300; i++) {
            api = i % 40 == 0 ? api(List.of()) : api; // else its rate limit would answer
            String method = methods[random.nextInt(methods.length)];
            String path = "/api/v1/" + paths[random.nextInt(paths.length)];
            String query = IntStream.range(0, random.nextInt(4))
                    .mapToObj(n -> names[random.nextInt(names.length)] + "=" + values[random.nextInt(values.length)])
                    .collect(Collectors.joining("&"));
            String body = bodies[random.nextInt(bodies.length)];
            String what = method + " " + path + "?" + query + " " + body.substring(0, Math.min(80, body.length()));

            Page page = api.answer(new ApiRequest(
                    method, path, query, "Bearer " + OF_Z, "application/json", body.getBytes(StandardCharsets.UTF_8)));

            assertThat(page.status()).as(what).isIn(200, 202, 400, 401, 404, 405, 409, 413, 415);
            assertThatCode(() -> json(page)).as(what).doesNotThrowAnyException();
            assertThat(new String(page.body(), StandardCharsets.UTF_8))
                    .as(what)
                    .doesNotContain("no such team", "taskRun");
        }
    }
}
