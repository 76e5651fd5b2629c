package io.github.tektoncourier.watch.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SplittersTest {
    private static final int ROUNDS = 3_000;
    private static final int LONGEST = 1 << 20;

    private static String text(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }

    private static void feed(Random random, String json, Chunks to) throws Exception {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        int most = 1 + random.nextInt(1 + Math.min(64 * 1024, bytes.length));
        for (int at = 0; at < bytes.length; ) {
            int size = Math.min(bytes.length - at, 1 + random.nextInt(most));
            ByteBuffer chunk = random.nextBoolean()
                    ? ByteBuffer.wrap(bytes, at, size)
                    : ByteBuffer.allocateDirect(size).put(bytes, at, size).flip();
            to.feed(chunk);
            at += size;
        }
    }

    private interface Chunks {
        void feed(ByteBuffer chunk) throws Exception;
    }

    private record Seen(List<String> items, List<String> metadata) {}

    private static Seen split(Random random, String page) throws Exception {
        Seen seen = new Seen(new ArrayList<>(), new ArrayList<>());
        try (ListSplitter splitter = new ListSplitter(LONGEST, new ListSplitter.Parts() {
            @Override
            public void item(byte[] bytes, int offset, int length) {
                seen.items().add(text(bytes, offset, length));
            }

            @Override
            public void oversized(byte[] bytes, int offset, int length, long whole) {
                seen.items().add("oversized " + whole + " " + text(bytes, offset, Math.min(20, length)));
            }

            @Override
            public void metadata(byte[] bytes, int offset, int length) {
                seen.metadata().add(text(bytes, offset, length));
            }
        })) {
            feed(random, page, splitter::feed);
            assertThat(splitter.complete()).isTrue();
        }
        return seen;
    }

    @Test
    void a_list_falls_into_its_items_wherever_its_chunks_are_cut() throws Exception {
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            Json json = new Json(random);
            List<String> items = new ArrayList<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                items.add(json.object(3));
            }
            String metadata = json.object(1);
            List<String> members = new ArrayList<>(List.of(
                    "\"kind\":\"TaskRunList\"",
                    "\"metadata\":" + json.space() + metadata,
                    "\"items\"" + json.space() + ":[" + String.join("," + json.space(), items) + "]",
                    "\"extra\":" + json.value(2)));
            java.util.Collections.shuffle(members, random);
            String page = json.space() + "{" + String.join(json.space() + ",", members) + "}" + json.space();

            Seen seen = split(random, page);

            assertThat(seen.items()).as("seed %d", seed).isEqualTo(items);
            assertThat(seen.metadata()).as("seed %d", seed).containsExactly(metadata);
        }
    }

    @Test
    void items_that_are_null_make_an_empty_list() throws Exception {
        Seen seen = split(new Random(1), "{\"metadata\":{\"resourceVersion\":\"1\"},\"items\":null}");

        assertThat(seen.items()).isEmpty();
        assertThat(seen.metadata()).hasSize(1);
    }

    @Test
    void what_is_no_list_is_refused_in_words() {
        for (String page : List.of("<html>bad gateway</html>", "[1]", "{\"items\":[1]}", "{items:[]}")) {
            assertThatThrownBy(() -> split(new Random(1), page))
                    .isInstanceOf(ApiException.class)
                    .hasMessageContaining("is no JSON list");
        }
    }

    @Test
    void a_watch_falls_into_its_frames_wherever_its_chunks_are_cut() throws Exception {
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            Json json = new Json(random);
            List<String> objects = new ArrayList<>();
            StringBuilder stream = new StringBuilder();
            for (int i = random.nextInt(6); i > 0; i--) {
                String object = json.object(3).replaceAll("[\\r\\n]", " ");
                objects.add("MODIFIED " + object);
                boolean typeFirst = random.nextInt(4) > 0;
                stream.append(
                        typeFirst
                                ? "{\"type\":\"MODIFIED\",\"object\":" + object + "}"
                                : "{ \"object\" : " + object + " , \"type\" : \"MODIFIED\" }");
                stream.append(random.nextBoolean() ? "\n" : "\r\n\n");
            }
            List<String> seen = new ArrayList<>();

            try (LineSplitter splitter = frames(seen)) {
                feed(random, stream.toString(), splitter::feed);
            }

            assertThat(seen).as("seed %d", seed).isEqualTo(objects);
        }
    }

    @Test
    void a_broken_frame_takes_no_other_with_it() throws Exception {
        List<String> seen = new ArrayList<>();
        String stream = "{\"type\":\"ADDED\",\"object\":{\"a\":1}}\n{\"type\":\"ADDED\",\"object\":{\"a\":\"}\n"
                + "Bad Gateway\n{\"type\":\"DELETED\",\"object\":{\"b\":2}}\n";

        try (LineSplitter splitter = frames(seen)) {
            splitter.feed(ByteBuffer.wrap(stream.getBytes(StandardCharsets.UTF_8)));
        }

        assertThat(seen).containsExactly("ADDED {\"a\":1}", "broken", "broken", "DELETED {\"b\":2}");
    }

    @Test
    void a_frame_without_end_is_dropped_without_being_held() throws Exception {
        List<String> seen = new ArrayList<>();
        try (LineSplitter splitter = frames(seen)) {
            for (int i = 0; i < 64; i++) {
                splitter.feed(ByteBuffer.allocate(LONGEST / 16));
            }

            splitter.feed(ByteBuffer.wrap("x\n{\"type\":\"ADDED\",\"object\":{}}\n".getBytes(StandardCharsets.UTF_8)));
        }

        assertThat(seen).containsExactly("oversized " + (4L * LONGEST + 1), "ADDED {}");
    }

    @Test
    void an_item_that_outgrows_every_object_is_passed_over_and_takes_no_other_with_it() throws Exception {
        for (int seed = 0; seed < 20; seed++) {
            String large =
                    "{\"metadata\":{\"uid\":\"l\"},\"x\":\"" + "}\\\"".repeat(LONGEST / 2 + seed * 20_000) + "\"}";

            Seen seen = split(new Random(seed), "{\"items\":[{\"a\":1}," + large + ",{\"b\":2}],\"metadata\":{}}");

            assertThat(seen.items())
                    .containsExactly(
                            "{\"a\":1}", "oversized " + large.length() + " " + large.substring(0, 20), "{\"b\":2}");
        }
    }

    @Test
    void what_never_becomes_an_object_is_an_error_soon() {
        for (String endless : List.of(" ", "\n", "x", "[", ",", "{\"items\":[", "\"")) {
            assertThatThrownBy(() -> flood("{\"items\":[{\"a\":\"", endless)).isInstanceOf(ApiException.class);
            assertThatThrownBy(() -> flood("{\"items\":[", endless)).isInstanceOf(ApiException.class);
            assertThatThrownBy(() -> flood("{\"a\":", endless)).isInstanceOf(ApiException.class);
            try (LineSplitter lines = frames(new ArrayList<>())) {
                assertThatThrownBy(() -> flood(lines::feed, endless)).isInstanceOf(ApiException.class);
            }
        }
    }

    private static void flood(String beginning, String endless) throws Exception {
        try (ListSplitter splitter = new ListSplitter(LONGEST, new ListSplitter.Parts() {
            @Override
            public void item(byte[] bytes, int offset, int length) {}

            @Override
            public void oversized(byte[] bytes, int offset, int length, long whole) {}

            @Override
            public void metadata(byte[] bytes, int offset, int length) {}
        })) {
            splitter.feed(ByteBuffer.wrap(beginning.getBytes(StandardCharsets.UTF_8)));
            flood(splitter::feed, endless);
        }
    }

    private static void flood(Chunks to, String endless) throws Exception {
        byte[] chunk = endless.repeat(8_192 / endless.length()).getBytes(StandardCharsets.UTF_8);
        for (long sent = 0; sent < 40L << 20; sent += chunk.length) {
            to.feed(ByteBuffer.wrap(chunk));
        }
    }

    private static LineSplitter frames(List<String> seen) {
        return new LineSplitter(LONGEST, new LineSplitter.Lines() {
            @Override
            public void line(byte[] bytes, int offset, int length) {
                Frame frame = Frame.of(bytes, offset, length);
                boolean whole = frame != null && ValueEnd.isWhole(bytes, frame.offset(), frame.length());
                seen.add(whole ? frame.type() + " " + text(bytes, frame.offset(), frame.length()) : "broken");
            }

            @Override
            public void oversized(byte[] bytes, int offset, int length, long whole) {
                seen.add("oversized " + whole);
            }
        });
    }

    /** Makes JSON that is hard to cut. */
    private static final class Json {
        private static final String[] STRINGS = {
            "\"\"",
            "\"a\"",
            "\"\\\"\"",
            "\"\\\\\"",
            "\"{[\"",
            "\"]}\\\\\\\"\"",
            "\"items\"",
            "\"metadata\"",
            "\"ü€😀\"",
            "\"\\u007b\""
        };
        private final Random random;

        Json(Random random) {
            this.random = random;
        }

        String space() {
            return new String[] {"", "", " ", "\n", "\r\n\t"}[random.nextInt(5)];
        }

        String value(int depth) {
            return switch (random.nextInt(depth > 0 ? 6 : 4)) {
                case 0 -> "-12.5e3";
                case 1 -> random.nextBoolean() ? "true" : "null";
                case 2, 3 -> STRINGS[random.nextInt(STRINGS.length)];
                case 4 -> object(depth - 1);
                default -> array(depth - 1);
            };
        }

        String object(int depth) {
            List<String> members = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                members.add(STRINGS[random.nextInt(STRINGS.length)] + space() + ":" + space() + value(depth));
            }
            return "{" + space() + String.join(space() + ",", members) + "}";
        }

        private String array(int depth) {
            List<String> values = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                values.add(value(depth));
            }
            return "[" + String.join("," + space(), values) + space() + "]";
        }
    }
}
