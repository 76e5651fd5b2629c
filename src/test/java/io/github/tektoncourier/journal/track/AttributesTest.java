package io.github.tektoncourier.journal.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.v1.CloudEventBuilder;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** The form is on the disks of users: a program that writes another one could not read their journals. */
class AttributesTest {

    private static final CloudEvent EVENT = new CloudEventBuilder()
            .withId("a/started")
            .withSource(URI.create("/a"))
            .withType("t")
            .build();

    @Test
    void a_sequence_has_twenty_digits() {
        assertThat(Attributes.sequence(42)).isEqualTo("00000000000000000042");
        assertThat(Attributes.sequence(Long.MAX_VALUE)).isEqualTo("09223372036854775807");
    }

    @Test
    void behind_the_json_stands_its_sum_in_eight_small_digits() {
        String stored = Attributes.json(EVENT, 1, "a", false);

        assertThat(stored).matches("(?s)\\{.*}\\n[0-9a-f]{8}");
        assertThat(Attributes.parse(stored))
                .containsEntry("id", "a/started")
                .containsEntry("sequence", Attributes.sequence(1));
    }

    @Test
    void what_an_earlier_build_wrote_is_read() {
        String withZeroInFront = "{\"id\":\"x27\"}\n08a4385c";

        assertThat(Attributes.parse(withZeroInFront)).containsEntry("id", "x27");
    }

    @Test
    void a_flipped_byte_is_noticed() {
        String stored = Attributes.json(EVENT, 1, "a", false).replace("started", "startee");

        assertThatThrownBy(() -> Attributes.parse(stored)).isInstanceOf(DamagedException.class);
    }
}
