package io.github.tektoncourier.journal.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.track.EventRow;
import io.github.tektoncourier.journal.track.Track;
import io.github.tektoncourier.slot.AddressRule;
import io.github.tektoncourier.slot.NamespaceAnnotations;
import io.github.tektoncourier.slot.Slot;
import io.github.tektoncourier.slot.SlotReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Which events are held back until their run says where they go, and for how long. */
class SlotFeedTest implements Track {

    private static final String OLD = "\"status\":{\"conditions\":[{\"type\":\"Succeeded\",\"status\":\"Unknown\"}]}";
    private static final long PATIENCE = SlotFeed.PATIENCE_MILLIS;

    private final Map<String, String> snapshots = new HashMap<>();
    private SlotFeed feed = feed(List.of());

    private SlotFeed feed(List<Long> resumed) {
        Slot slot = Slot.of(new Slot.Parameters("to", "", "[a-z]+", "", "", "", ""), AddressRule.NONE)
                .orElseThrow();
        return new SlotFeed(
                SubscriptionSettings.named("s"), new SlotReader(slot, NamespaceAnnotations.NONE), this, resumed);
    }

    private void snapshot(String run, String values, String status) {
        snapshots.put(
                run,
                "{\"metadata\":{\"name\":\"%s\",\"namespace\":\"ns\",\"uid\":\"%s\",\"annotations\":{\"%sto\":\"%s\"}},%s}"
                        .formatted(run, run, Slot.PREFIX, values, status));
    }

    private static EventRow row(long seq, String run) {
        return new EventRow(seq, "dev.tekton.event.x", "ns", "taskrun", "", run, 0, run, seq);
    }

    private List<String> read(long now, EventRow... rows) {
        return feed.read(List.of(rows), now).stream()
                .map(offer -> offer.row().seq() + " "
                        + (offer.reading() == null
                                ? "held"
                                : offer.reading().values().toString()))
                .toList();
    }

    @Test
    void an_event_of_a_young_run_is_held_for_30_seconds_at_most() {
        snapshot("young", "", "\"x\":0");

        List<String> first = read(0, row(1, "young"));
        List<String> before = read(PATIENCE - 1);
        List<String> after = read(PATIENCE);

        assertThat(first).containsExactly("1 held");
        assertThat(before).isEmpty();
        assertThat(after).containsExactly("1 []");
        assertThat(feed.due()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void events_behind_a_held_one_of_the_same_partition_key_keep_their_order() {
        snapshot("young", "", "\"x\":0");
        List<String> first = read(0, row(1, "young"));
        snapshot("young", "a", OLD);

        List<String> next = read(5, row(2, "young"), row(3, "young"));

        assertThat(first).containsExactly("1 held");
        assertThat(next).containsExactly("2 held", "3 held", "1 [a]", "2 [a]", "3 [a]");
    }

    @Test
    void runs_without_a_condition_fill_the_memory_up_to_a_bound_only() {
        snapshot("young", "", "\"x\":0");
        LongStream.rangeClosed(1, SlotFeed.MOST_HELD).forEach(seq -> {
            snapshot("young" + seq, "", "\"x\":0");
            assertThat(read(0, row(seq, "young" + seq))).containsExactly(seq + " held");
        });

        List<String> oneMore = read(0, row(SlotFeed.MOST_HELD + 1L, "young"));

        assertThat(oneMore).containsExactly((SlotFeed.MOST_HELD + 1) + " []");
    }

    @Test
    void what_was_held_before_a_restart_is_taken_up_first() {
        snapshot("run-4", "a", OLD);
        feed = feed(List.of(4L));

        List<String> first = read(0);

        assertThat(first).containsExactly("4 [a]");
    }

    @Test
    void a_run_that_cannot_be_read_fills_nothing() {
        snapshots.put("odd", "[");

        assertThat(read(0, row(1, "odd"))).containsExactly("1 []");
    }

    @Override
    public long head() {
        return 0;
    }

    @Override
    public List<EventRow> after(long ordinal, int limit) {
        return List.of();
    }

    @Override
    public EventRow event(long ordinal) {
        return row(ordinal, "run-" + ordinal);
    }

    @Override
    public byte[] body(long snapshot) {
        return new byte[0];
    }

    @Override
    public Optional<byte[]> run(EventRow row) {
        return Optional.ofNullable(snapshots.get(row.attributes())).map(json -> json.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int length(long snapshot) {
        return 0;
    }
}
