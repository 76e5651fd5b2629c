package io.github.tektoncourier.demo.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.github.tektoncourier.demo.Json;
import io.github.tektoncourier.kube.KubeApiServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The embedded cluster and a real kube-apiserver give the same answers to the same conversation. */
class ApiParityIT {
    private static KubeApiServer real;
    private static EmbeddedCluster embedded;

    @BeforeAll
    static void start() {
        real = KubeApiServer.start();
        embedded = EmbeddedCluster.start(0);
    }

    @AfterAll
    static void stop() {
        if (real != null) {
            real.close();
        }
        if (embedded != null) {
            embedded.close();
        }
    }

    @Test
    void the_same_conversation_gets_the_same_answers() throws Exception {
        JsonNode conversation = conversation();

        List<String> theirs = new Speaker(
                        real.url().toString(), Files.readString(real.kubeconfig("admin")), real::compact)
                .all(conversation);
        List<String> ours = new Speaker(embedded.url(), embedded.kubeconfig(), embedded::compact).all(conversation);

        assertThat(ours).containsExactlyElementsOf(theirs);
    }

    /** Says every line of the conversation to one server and writes down the answers. */
    private static final class Speaker {
        private final String url;
        private final String kubeconfig;
        private final Runnable compaction;
        private final Map<String, String> kept = new HashMap<>();

        Speaker(String url, String kubeconfig, Runnable compaction) {
            this.url = url;
            this.kubeconfig = kubeconfig;
            this.compaction = compaction;
        }

        List<String> all(JsonNode conversation) throws Exception {
            List<String> answers = new ArrayList<>();
            Config config = Config.fromKubeconfig(kubeconfig);
            config.setRequestRetryBackoffLimit(0);
            try (KubernetesClient client =
                    new KubernetesClientBuilder().withConfig(config).build()) {
                for (JsonNode line : conversation) {
                    answers.add(line.path("name").asText() + ": " + answer(client.getHttpClient(), line));
                }
            }
            return answers;
        }

        private String answer(HttpClient http, JsonNode line) throws Exception {
            if (line.path("do").asText().equals("COMPACT")) {
                compaction.run();
                return "done";
            }
            String[] request = line.path("do").asText().split(" ", 2);
            String path = request[1];
            for (Map.Entry<String, String> entry : kept.entrySet()) {
                path = path.replace("{" + entry.getKey() + "}", entry.getValue());
            }
            String body = line.has("text")
                    ? line.path("text").asText()
                    : line.has("body") ? line.path("body").toString() : "";
            String type = line.path("type")
                    .asText(request[0].equals("PATCH") ? "application/merge-patch+json" : "application/json");
            HttpRequest.Builder builder = http.newHttpRequestBuilder().uri(url + path);
            builder = request[0].equals("GET") ? builder : builder.method(request[0], type, body);
            HttpResponse<byte[]> response =
                    http.sendAsync(builder.build(), byte[].class).get(30, TimeUnit.SECONDS);
            return outcome(line, response.code(), new String(response.body(), StandardCharsets.UTF_8));
        }

        private String outcome(JsonNode line, int code, String text) {
            if (line.path("watch").asBoolean()) {
                return code + " " + told(text);
            }
            JsonNode json = read(text);
            StringBuilder answer = new StringBuilder().append(code);
            if (json.path("kind").asText().equals("Status")) {
                answer.append(' ').append(json.path("reason").asText("-"));
            } else if (json.isMissingNode()) {
                answer.append(' ').append(text.strip());
            }
            line.path("show").forEach(p -> answer.append(" | ").append(json.at(p.asText())));
            line.path("has").forEach(p -> answer.append(" | ")
                    .append(!json.at(p.asText()).isMissingNode()));
            if (line.path("names").asBoolean()) {
                List<String> names = new ArrayList<>();
                json.path("items").forEach(i -> names.add(i.at("/metadata/name").asText()));
                answer.append(" | ").append(names);
            }
            if (line.path("message").asBoolean()) {
                answer.append(" | ").append(json.path("message").asText());
            }
            line.path("keep")
                    .properties()
                    .forEach(e ->
                            kept.put(e.getKey(), json.at(e.getValue().asText()).asText()));
            return answer.toString();
        }

        /** What a watch told; ordinary bookmarks come by the clock and are left out. */
        private static List<String> told(String text) {
            List<String> told = new ArrayList<>();
            for (String event : text.lines().toList()) {
                JsonNode object = read(event).path("object");
                boolean end = object.at("/metadata/annotations").has("k8s.io/initial-events-end");
                String type = read(event).path("type").asText();
                if (!type.equals("BOOKMARK") || end) {
                    told.add(type + " " + object.at("/metadata/name").asText()
                            + object.path("reason").asText()
                            + object.at("/metadata/labels/team").asText()
                            + object.path("code").asText());
                }
            }
            return told;
        }

        private static JsonNode read(String text) {
            try {
                return Json.MAPPER.readTree(text.lines().findFirst().orElse(""));
            } catch (IOException e) {
                return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
            }
        }
    }

    private static JsonNode conversation() throws IOException {
        try (InputStream in = ApiParityIT.class.getResourceAsStream("/demo/parity.yaml")) {
            return YAMLMapper.builder().build().readTree(in);
        }
    }
}
