package io.github.tektoncourier.routes.rotate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RotationTest {

    private static final String FILE = "sinks/a.camel.yaml";

    private final Rotation rotation = new Rotation();

    /** {@code a=1 b=2}; a value that is {@code -} is gone, a key that is left out could not be asked for. */
    private static LiveValues values(String... pairs) {
        Map<String, String> present = new HashMap<>();
        Set<String> missing = new TreeSet<>();
        for (String pair : pairs) {
            String[] parts = pair.split("=", 2);
            if (parts[1].equals("-")) {
                missing.add(parts[0]);
            } else {
                present.put(parts[0], parts[1]);
            }
        }
        return new LiveValues(present, missing);
    }

    @Test
    void a_change_counts_when_two_looks_see_the_same_and_then_once() {
        rotation.started(FILE, values("key=1", "cert=1"));

        assertThat(rotation.look(FILE, values("key=2", "cert=1"))).isEmpty();
        assertThat(rotation.look(FILE, values("key=2", "cert=2"))).isEmpty();
        assertThat(rotation.look(FILE, values("key=2", "cert=2"))).containsExactly("cert", "key");
        assertThat(rotation.look(FILE, values("key=2", "cert=2"))).isEmpty();
    }

    @Test
    void what_was_refused_is_tried_again_with_other_values() {
        rotation.started(FILE, values("key=1"));
        rotation.look(FILE, values("key=2"));
        rotation.look(FILE, values("key=2"));

        rotation.look(FILE, values("key=3"));

        assertThat(rotation.look(FILE, values("key=3"))).containsExactly("key");
    }

    @Test
    void a_value_that_is_gone_or_not_asked_for_changes_nothing() {
        rotation.started(FILE, values("key=1", "api=1"));

        assertThat(rotation.look(FILE, values("key=-"))).isEmpty();
        assertThat(rotation.look(FILE, values("key=-"))).isEmpty();
        assertThat(rotation.missing()).singleElement().asString().contains(FILE + ": key is gone");
        assertThat(rotation.look(FILE, values("key=1"))).isEmpty();
        assertThat(rotation.missing()).isEmpty();
    }

    @Test
    void a_value_that_was_asked_for_once_counts_at_the_next_look() {
        rotation.started(FILE, values("api=1"));

        rotation.look(FILE, values("api=2"));

        assertThat(rotation.look(FILE, values())).containsExactly("api");
    }

    @Test
    void a_file_that_ended_is_not_looked_after() {
        rotation.started(FILE, values("key=1"));
        rotation.look(FILE, values("key=-"));
        rotation.ended(FILE);

        assertThat(rotation.look(FILE, values("key=2"))).isEmpty();
        assertThat(rotation.missing()).isEmpty();
    }
}
