package io.github.tektoncourier.kamelet.slack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.cloudevent.format.RunLink;
import io.github.tektoncourier.kamelet.EventData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SlackMessageTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path CASES = Path.of("src/test/resources/slack");

    /** The only markup in angle brackets that a message may hold: links and the date. */
    private static final Pattern OURS = Pattern.compile("<https://[^|<>]*\\|[^<>]*>|<!date\\^[0-9]+\\^[^<>]*>");

    static List<Path> cases() throws IOException {
        try (Stream<Path> files = Files.list(CASES)) {
            return files.sorted().toList();
        }
    }

    /** With {@code GOLDEN_WRITE=1} in the environment the files are written instead; read the difference before you commit it. */
    @ParameterizedTest
    @MethodSource("cases")
    void the_message_of_each_state_is_the_one_that_was_agreed(Path file) throws IOException {
        ObjectNode state = (ObjectNode) JSON.readTree(file.toFile());
        JsonNode data = state.path("data");

        SlackMessage message = message(
                state.path("attributes"),
                data.isTextual() ? data.asText().getBytes(UTF_8) : JSON.writeValueAsBytes(data),
                state.path("children"));

        if (System.getenv("GOLDEN_WRITE") != null) {
            state.set("message", JSON.valueToTree(message));
            Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(state) + "\n");
        }
        assertThat((JsonNode) JSON.valueToTree(message)).isEqualTo(state.path("message"));
        withinLimits(message);
    }

    @Test
    void any_run_renders_within_slacks_limits() throws IOException {
        Random random = new Random(20_261_123);
        for (int i = 0; i < 300; i++) {
            List<JsonNode> children = new ArrayList<>();
            for (int c = random.nextInt(20); c > 0; c--) {
                children.add(new AnyRun(random).json("TaskRun"));
            }
            JsonNode run = new AnyRun(random).json("PipelineRun");
            Map<String, String> attributes = new AnyRun(random).attributes();

            withinLimits(message(
                    JSON.valueToTree(attributes),
                    JSON.writeValueAsBytes(Map.of("pipelineRun", run)),
                    JSON.valueToTree(children)));
        }
    }

    private static SlackMessage message(JsonNode attributes, byte[] data, JsonNode children) throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        attributes.properties().forEach(e -> values.put(e.getKey(), e.getValue().asText()));
        List<io.github.tektoncourier.run.Run> runs = new ArrayList<>();
        for (JsonNode child : children) {
            EventData.snapshot(JSON.writeValueAsBytes(child)).ifPresent(runs::add);
        }
        EventData event = EventData.read(data);
        SlackStory story =
                new SlackStory(values, event.run().orElse(null), event.event().orElse(null), runs);
        return new SlackLayout(new RunLink("https://tekton.example.com/#/namespaces/{namespace}/{resource}/{name}"))
                .write(story, null);
    }

    private static void withinLimits(SlackMessage message) throws IOException {
        assertThat(message.text()).isNotBlank().hasSizeLessThanOrEqualTo(500).doesNotContain("<");
        assertThat(message.blocks()).hasSizeBetween(1, 50);
        int total = 0;
        for (Object any : message.blocks()) {
            SlackMessage.Block block = (SlackMessage.Block) any;
            int max = block.type().equals("header") ? 150 : 3000;
            List<SlackMessage.Text> texts = Optional.ofNullable(block.elements())
                    .orElseGet(() -> List.of(java.util.Objects.requireNonNull(block.text())));
            for (SlackMessage.Text text : texts) {
                assertThat(text.text()).isNotBlank().hasSizeLessThanOrEqualTo(max);
                if (text.type().equals("mrkdwn")) {
                    assertThat(OURS.matcher(text.text()).replaceAll("")).doesNotContain("<", ">");
                }
                total += text.text().length();
            }
        }
        assertThat(total).isLessThan(12_000);
    }
}
