package io.github.tektoncourier.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Damaged and hostile bytes: refused in one way or read, and what was read is valid JSON again. */
class RunReaderFuzzTest {

    private static final int INPUTS = Integer.getInteger("courier.inputs", 10_000);
    private static final List<String> PIECES = List.of(
            "\"managedFields\":[{}],",
            "\"managedFields\"",
            "\"kubectl.kubernetes.io/last-applied-configuration\":\"x\",",
            "\"kind\":7,",
            "\"apiVersion\":null,",
            "\"metadata\":{\"name\":\"b\",\"uid\":\"v\"},",
            "\"status\":[],",
            "null",
            "-1e999",
            "99999999999999999999999",
            "\"\\ud800\"",
            "\"\\u0000\"",
            "[[[[",
            "]]",
            "{}",
            ",",
            ":",
            "\"",
            "\\",
            "true",
            "\"9999-12-31T23:59:59.999999999Z\"",
            "\u00ff");

    @Test
    void damaged_bytes_are_refused_in_one_way_or_stay_valid_json() throws IOException {
        byte[] sound;
        try (InputStream in = getClass().getResourceAsStream("/runs/taskrun-retried.json")) {
            sound = Objects.requireNonNull(in).readAllBytes();
        }
        int read = 0;
        for (int seed = 0; seed < INPUTS; seed++) {
            byte[] bytes = damaged(sound, new Random(seed));
            try {
                Run run = RunReader.read(RunKind.TASK_RUN, bytes, 0, bytes.length);
                assertThat(RunReaderTest.tree(run.json())
                                .at("/metadata/managedFields")
                                .isMissingNode())
                        .as("seed %d", seed)
                        .isTrue();
                assertThat(run.uid()).as("seed %d", seed).isNotEmpty();
                read++;
            } catch (UnreadableException e) {
                assertThat(e.getMessage())
                        .as("seed %d", seed)
                        .startsWith("Expected one TaskRun")
                        .doesNotContain("\n");
            }
        }
        assertThat(read).as("inputs that could be read").isBetween(INPUTS / 50, INPUTS);
    }

    private static byte[] damaged(byte[] sound, Random random) {
        StringBuilder text = new StringBuilder(new String(sound, StandardCharsets.ISO_8859_1));
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(5)) {
                case 0 -> text.setCharAt(at, (char) random.nextInt(256));
                case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(40)));
                case 2 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 3 -> insertMember(text, at, random);
                default -> replaceValue(text, at, random);
            }
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void insertMember(StringBuilder text, int at, Random random) {
        int brace = text.indexOf("{", at);
        if (brace >= 0) {
            text.insert(brace + 1, PIECES.get(random.nextInt(8)));
        }
    }

    private static void replaceValue(StringBuilder text, int at, Random random) {
        int colon = text.indexOf(": ", at);
        int end = colon < 0 ? -1 : text.indexOf(",", colon);
        if (end >= 0) {
            text.replace(colon + 2, end, PIECES.get(7 + random.nextInt(PIECES.size() - 7)));
        }
    }
}
