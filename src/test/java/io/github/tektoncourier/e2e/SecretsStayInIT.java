package io.github.tektoncourier.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.demo.kube.EmbeddedCluster;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets in every place, every kind of failure, every level: nothing that the program writes has one of them. */
class SecretsStayInIT {

    private static final Pattern PORT = Pattern.compile("health and metrics on http://localhost:(\\d+)/");

    private static SaslBroker broker;

    private final Canaries canaries = new Canaries();
    private final EmbeddedCluster cluster = EmbeddedCluster.start(0);
    private final EchoingReceiver receiver = new EchoingReceiver();

    @BeforeAll
    static void startBroker() throws Exception {
        broker = new SaslBroker();
    }

    @AfterAll
    static void stopBroker() throws Exception {
        broker.close();
    }

    @ParameterizedTest
    @CsvSource({"trace, trace, text", "debug, debug, json"}) // lines of higher levels are among these
    void no_secret_is_written_anywhere(String ours, String camels, String format, @TempDir Path folder)
            throws Exception {
        try (Workplace workplace = new Workplace(folder)
                        .kubeconfig(
                                cluster.kubeconfig().replace("token: demo", "token: " + canaries.plain("kubeconfig")));
                Runs runs = new Runs(cluster.kubeconfig())) {
            workplace
                    .environment("COURIER_LOG_LEVEL", ours)
                    .environment("COURIER_CAMEL_LOG_LEVEL", camels)
                    .environment("COURIER_LOG_FORMAT", format)
                    .environment("COURIER_HTTP_URL", address("404", "env"))
                    .environment("ENV_TOKEN", canaries.oddInHeader("environment"))
                    .environment("HTTPS_PROXY", "user:" + canaries.plain("password of the proxy") + "@127.0.0.1:1")
                    .environment(
                            "JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + Files.createDirectory(folder.resolve("tmp")));
            Path properties = properties(folder);
            Files.writeString(folder.resolve("token"), canaries.plain("file"));
            sinks(workplace);

            CourierProcess courier = workplace.courier(
                    "run",
                    "--sinks",
                    folder.resolve("sinks").toString(),
                    "--properties",
                    properties.toString(),
                    "--set",
                    "courier.announce=all",
                    "--set",
                    "camel.kubernetes-config.mount-path-secrets=" + mounted(folder),
                    "--set",
                    "set.plain=" + canaries.plain("set"),
                    "--set",
                    "set.token=" + canaries.odd("set"),
                    "--set",
                    "set.url=" + address("500", "set"));
            workplace.await(Duration.ofSeconds(90)).untilAsserted(() -> assertThat(courier.said())
                    .containsPattern(PORT));
            runs.live(Life.TASK_SUCCEEDS, "one");
            runs.live(Life.TASK_SUCCEEDS, "two");
            workplace.await(Duration.ofSeconds(90)).untilAsserted(() -> assertThat(receiver.seen())
                    .containsAll(Set.of("400", "401", "403", "404", "409", "410", "500", "0")));
            workplace.await(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(courier.said())
                    .contains(
                            "Subscription dns",
                            "Subscription refused",
                            "Subscription tls",
                            "Subscription kafka-plain",
                            "Subscription kafka-step",
                            "Subscription kafka-login",
                            "Subscription oauth2",
                            "Subscription mounted",
                            "Subscription proxied"));
            CourierProcess status = workplace.courier("status", "--output", "json");
            status.exitCode(Duration.ofSeconds(60));
            String port = answers(courier.said());
            String threads = threads(courier.pid());
            courier.stop(Duration.ofSeconds(60));

            assertThat(courier.said()).containsPattern(camels.equals("trace") ? "TRACE \\w" : "\"DEBUG\"");
            assertThat(canaries.in(courier.said())).as("log").isEmpty();
            assertThat(canaries.in(status.said())).as("status").isEmpty();
            assertThat(canaries.in(port)).as("port").isEmpty();
            assertThat(canaries.in(threads)).as("threads").isEmpty();
            for (Path file : files(folder.resolve("journal"), folder.resolve("tmp"))) {
                assertThat(canaries.in(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)))
                        .as(file.toString())
                        .isEmpty();
            }
            assertThat(status.said()).contains("HTTP 404", "HTTP 401", "SaslAuthenticationException");
            assertThat(courier.said()).contains("topic-stays-readable");
        }
    }

    @Test
    void wrong_use_quotes_no_secret(@TempDir Path folder) throws Exception {
        try (Workplace workplace = new Workplace(folder)) {
            String token = canaries.odd("misplaced");

            CourierProcess courier =
                    workplace.courier("run", "--sett", "my.token=" + token, "hook.url=" + address("404", "cli"));

            assertThat(courier.exitCode(Duration.ofSeconds(60))).isEqualTo(2);
            assertThat(courier.said()).contains("--sett");
            assertThat(canaries.in(courier.said())).isEmpty();
        }
    }

    /** Each once: what a start that fails was given, and a word of what it says. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "kinds, which is not watched",
                "properties, no four hexadecimal digits",
                "encoding, not in UTF-8",
                "port, is taken",
                "host, no known host",
                "kubeconfig, cannot be read as YAML",
                "proxy, no address of a proxy"
            })
    void a_start_that_fails_quotes_no_secret(String fault, @TempDir Path folder) throws Exception {
        String kind = fault.substring(0, fault.indexOf(','));
        try (Workplace workplace = new Workplace(folder).kubeconfig(cluster.kubeconfig());
                ServerSocket taken = new ServerSocket(0)) {
            Path properties = properties(folder);
            String more =
                    switch (kind) {
                        case "kinds" -> "courier.kinds=" + address("404", "kinds");
                        case "properties" -> "x.password=" + canaries.plain("bad escape") + "\\u12";
                        case "encoding" -> "x.password=" + canaries.plain("bad encoding") + "\u00ff";
                        case "port" -> "courier.port=" + taken.getLocalPort();
                        case "host" -> "courier.host=" + address("404", "host");
                        default -> "";
                    };
            Files.writeString(properties, more + "\n", StandardCharsets.ISO_8859_1, StandardOpenOption.APPEND);
            if (kind.equals("kubeconfig")) {
                workplace.kubeconfig("users: [{name: u, user: {token: " + canaries.plain("broken") + "]\n : *x");
            } else if (kind.equals("proxy")) {
                workplace
                        .kubeconfig(cluster.kubeconfig().replaceFirst("http://[^\\s\"']+", "https://kube.invalid:6443"))
                        .environment("HTTPS_PROXY", "us er:" + canaries.plain("broken proxy") + "@x y");
            }

            CourierProcess courier = workplace.courier(
                    "run",
                    "--properties",
                    properties.toString(),
                    "--set",
                    "my.password=" + canaries.odd("password beside it"));

            assertThat(courier.exitCode(Duration.ofSeconds(90))).isIn(2, 3);
            assertThat(courier.said())
                    .contains(fault.substring(fault.indexOf(',') + 2))
                    .doesNotContain("\tat ");
            assertThat(canaries.in(courier.said())).isEmpty();
        }
    }

    @Test
    void events_of_files_have_no_secret_and_no_error_quotes_a_file(@TempDir Path folder) throws Exception {
        try (Workplace workplace = new Workplace(folder)
                .kubeconfig("users: [{name: u, user: {token: " + canaries.plain("kubeconfig") + "}}]\n: *x")) {
            workplace
                    .environment("ENV_TOKEN", canaries.plain("environment"))
                    .environment("COURIER_HTTP_URL", address("404", "env"));
            Path properties = properties(folder);
            String run = "apiVersion: tekton.dev/v1\nkind: TaskRun\nmetadata: {name: n, uid: u, creationTimestamp:"
                    + " '2026-01-01T00:00:00Z', annotations: {note: '" + canaries.plain("properties") + "'}}\n";
            String content = canaries.plain("content of a file");
            List<String> files = new ArrayList<>();
            for (String text : List.of(
                    run,
                    "token: *" + content + "\n",
                    "token: " + content + "\n bad: : [",
                    "\"" + content + "\": \"\\q" + content + "\"",
                    "- !" + content + "!x y\n",
                    "{\"kind\":\"TaskRun\",\"token\":\"" + content,
                    "{\"token\":" + content + "}",
                    "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {token: " + content + "}\n",
                    content)) {
                files.add(Files.writeString(folder.resolve("run-" + files.size() + ".yaml"), text)
                        .toString());
            }
            List<String> command = new ArrayList<>(List.of("events", "--properties", properties.toString()));
            command.addAll(files);

            CourierProcess courier = workplace.courier(command.toArray(String[]::new));

            assertThat(courier.exitCode(Duration.ofSeconds(60))).isOne();
            assertThat(courier.said()).contains("taskrun.queued.v1", "undefined alias", "\"note\":\"***\"");
            assertThat(courier.said().lines().filter(line -> line.startsWith("courier: ")))
                    .hasSize(files.size() - 1);
            assertThat(canaries.in(courier.said())).isEmpty();
        }
    }

    private String mounted(Path folder) throws IOException {
        Path secret = Files.createDirectories(folder.resolve("secrets/team")).resolve("token");
        Files.writeString(secret, canaries.plain("mounted Secret") + "\n");
        return folder.resolve("secrets").toString();
    }

    private static String threads(long pid) throws Exception {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid),
                        "Thread.print")
                .redirectErrorStream(true)
                .start();
        String threads = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(threads).contains("\"main\"");
        return threads;
    }

    private String address(String status, String where) {
        return "http://" + canaries.plain("user of " + where) + ":" + canaries.plain("password of " + where) + "@"
                + receiver.host() + "/" + status + "/" + canaries.plain("path of " + where) + "?api-version=1&sig="
                + canaries.plain("query of " + where);
    }

    private String signing(String which) {
        String secret = "whsec_" + (canaries.plain("signing " + which) + "x".repeat(44)).substring(0, 44);
        canaries.known("whole signing secret " + which, secret);
        return secret;
    }

    private Path properties(Path folder) throws IOException {
        return Files.writeString(
                folder.resolve("my.properties"),
                String.join(
                        "\n",
                        "file.token=" + canaries.plain("properties"),
                        "file.url=" + address("401", "properties"),
                        "kafka.password=" + canaries.plain("kafka"),
                        "kafka.login=" + canaries.plain("Kafka's login"),
                        "oauth2.secret=" + canaries.plain("client secret"),
                        "store.password=" + canaries.plain("store"),
                        "sign.both=" + signing("new") + " " + signing("old"),
                        "pagerduty.key=" + canaries.plain("pagerduty"),
                        "wrong.password=" + canaries.plain("wrong parameter"),
                        "wrong.url=" + address("400", "wrong parameter"),
                        "my.topic=topic-stays-readable",
                        ""));
    }

    private void sinks(Workplace workplace) {
        kamelet(workplace, "bearer", "url: \"{{file.url}}\", bearerToken: \"{{file.token}}\"");
        kamelet(workplace, "basic", "url: \"{{set.url}}\", username: me, password: \"{{set.token}}\"");
        kamelet(workplace, "envs", "url: \"" + address("400", "literal") + "\", bearerToken: \"{{env:ENV_TOKEN}}\"");
        kamelet(workplace, "beyond-ascii", "url: \"{{set.url}}\", bearerToken: \"{{set.token}}\"");
        kamelet(workplace, "hangs", "url: \"" + address("0", "hang") + "\", responseTimeout: 1s");
        kamelet(workplace, "dns", "url: \"http://nowhere.invalid/" + canaries.plain("dns path") + "\"");
        kamelet(workplace, "refused", "url: \"http://127.0.0.1:1/" + canaries.plain("refused path") + "\"");
        kamelet(workplace, "tls", "url: \"https://" + receiver.host() + "/" + canaries.plain("tls path") + "\"");
        kamelet(workplace, "wrong-mode", "url: \"http://127.0.0.1:1\", contentMode: \"{{wrong.password}}\"");
        kamelet(workplace, "wrong-timeout", "url: \"http://127.0.0.1:1\", responseTimeout: \"{{wrong.url}}\"");
        kamelet(workplace, "wrong-name", "url: \"http://127.0.0.1:1\", bearer: \"{{wrong.password}}\"");
        kamelet(workplace, "no-value", "url: \"{{file.url}}\", bearerToken: \"{{no.such.value}}\"");
        kamelet(
                workplace,
                "oauth2",
                "url: \"{{file.url}}\", oauth2TokenUrl: \"http://" + receiver.host()
                        + "/403\", oauth2ClientId: me, oauth2ClientSecret: \"{{oauth2.secret}}\"");
        kamelet(workplace, "signed", "url: \"http://" + receiver.host() + "/409\", signingSecret: \"{{sign.both}}\"");
        kamelet(workplace, "ill-signed", "url: \"http://127.0.0.1:1\", signingSecret: \"{{oauth2.secret}}\"");
        kamelet(
                workplace,
                "keyed",
                "url: \"http://127.0.0.1:1\", keyStore: \""
                        + Path.of("src/test/resources/tls/client.p12").toAbsolutePath()
                        + "\", keyStorePassword: \"{{store.password}}\"");
        kamelet(
                workplace,
                "from-file",
                "url: \"http://" + receiver.host() + "/410\", bearerToken: \"{{file:"
                        + workplace.folder().resolve("token") + "}}\"");
        step(
                workplace,
                "kafka-login",
                "uri: \"kamelet:cloudevents-kafka-sink\", parameters: { topic: topic-stays-readable, bootstrapServers: \""
                        + broker.address() + "\", securityProtocol: SASL_PLAINTEXT, username: me, password:"
                        + " \"{{kafka.login}}\" }");
        step(
                workplace,
                "slack",
                "uri: \"kamelet:tekton-slack-sink\", parameters: { webhookUrl: \"" + address("404", "slack") + "\" }");
        step(
                workplace,
                "kafka-plain",
                "uri: \"kafka:topic-stays-readable\", parameters: { brokers: \"127.0.0.1:1\", maxBlockMs: 1000,"
                        + " securityProtocol: SASL_PLAINTEXT, saslMechanism: PLAIN, saslJaasConfig:"
                        + " \"org.apache.kafka.common.security.plain.PlainLoginModule required username=me"
                        + " password={{kafka.password}};\" }");
        kamelet(workplace, "mounted", "url: \"{{file.url}}\", bearerToken: \"{{secret:team/token}}\"");
        kamelet(workplace, "proxied", "url: \"https://ci.invalid/" + canaries.plain("proxied path") + "\"");
        step(
                workplace,
                "kafka-step",
                "uri: \"kafka:topic-stays-readable\", parameters: { brokers: \"" + broker.address()
                        + "\", maxBlockMs: 3000, securityProtocol: SASL_PLAINTEXT, saslMechanism: PLAIN, saslJaasConfig:"
                        + " \"org.apache.kafka.common.security.plain.PlainLoginModule required username=me"
                        + " password={{set.plain}};\" }");
        step(
                workplace,
                "topic",
                "uri: \"kamelet:cloudevents-kafka-sink\", parameters: { bootstrapServers: \"127.0.0.1:1\", topic:"
                        + " \"{{wrong.url}}\" }");
        step(
                workplace,
                "misspelt",
                "uri: \"htp://127.0.0.1/" + canaries.plain("misspelt path") + "?sig=" + canaries.plain("misspelt query")
                        + "\"");
        step(
                workplace,
                "option",
                "uri: \"" + address("404", "option")
                        + "\", parameters: { htpMethod: POST, authPasword: \"{{set.token}}\" }");
        workplace.sink(
                "yaml",
                "- route:\n    id: yaml\n   token: " + canaries.plain("bad yaml") + "\n  url: *"
                        + canaries.plain("token of yaml") + "\n");
        workplace.sink(
                "pagerduty",
                route(
                        "pagerduty",
                        """
                        - setBody: { expression: { simple: { expression: '{"routing_key":"{{pagerduty.key}}","a":"${header.CamelCloudEventSubject}"}}' } } }
                        - to: { uri: "http://127.0.0.1:1" }
                """));
        workplace.sink(
                "headers",
                route(
                        "headers",
                        """
                        - setHeader: { name: Authorization, expression: { constant: { expression: "Bearer {{file.token}}" } } }
                        - setHeader: { name: X-Api-Key, expression: { constant: { expression: "LITERAL" } } }
                        - to: { uri: "{{set.url}}", parameters: { httpMethod: POST } }
                """
                                .replace("LITERAL", canaries.plain("literal header"))));
        workplace.sink(
                "expression",
                route(
                        "expression",
                        """
                        - setBody: { expression: { jsonpath: { expression: "$.[[{{pagerduty.key}}" } } }
                        - to: { uri: "http://127.0.0.1:1" }
                """));
    }

    private void kamelet(Workplace workplace, String name, String parameters) {
        step(workplace, name, "uri: \"kamelet:cloudevents-http-sink\", parameters: { " + parameters + " }");
    }

    private void step(Workplace workplace, String name, String to) {
        workplace.sink(name, route(name, "        - to: { " + to + " }\n"));
    }

    private static String route(String name, String steps) {
        return """
                - route:
                    id: NAME
                    from:
                      uri: kamelet:tekton-events-source
                      parameters: { subscription: NAME, types: "dev.tekton.event.taskrun.*" }
                      steps:
                """
                        .replace("NAME", name)
                + steps.stripTrailing().indent(0).replaceAll("(?m)^ *- ", "        - ");
    }

    private static String answers(String said) throws Exception {
        Matcher port = PORT.matcher(said);
        assertThat(port.find()).isTrue();
        StringBuilder answers = new StringBuilder();
        HttpClient client = HttpClient.newHttpClient();
        for (String path : List.of("health", "health/ready", "health/live", "metrics", "info", "")) {
            answers.append(client.send(
                            HttpRequest.newBuilder(URI.create("http://localhost:" + port.group(1) + "/observe/" + path))
                                    .timeout(Duration.ofSeconds(20))
                                    .build(),
                            BodyHandlers.ofString())
                    .body());
        }
        return answers.toString();
    }

    private static List<Path> files(Path... folders) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path folder : folders) {
            try (Stream<Path> all = Files.walk(folder)) {
                all.filter(Files::isRegularFile).forEach(files::add);
            }
        }
        return files;
    }

    @AfterEach
    void stop() {
        receiver.close();
        cluster.close();
    }
}
