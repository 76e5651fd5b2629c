package io.github.tektoncourier.journal.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.track.DamagedException;
import io.github.tektoncourier.journal.track.EventRow;
import io.github.tektoncourier.journal.track.Track;
import io.github.tektoncourier.slot.AddressRule;
import io.github.tektoncourier.slot.NamespaceUnreadableException;
import io.github.tektoncourier.slot.Slot;
import io.github.tektoncourier.slot.SlotReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Which events are held back until their run says where they go, and for how long. */
class SlotFeedTest implements Track {

    private static final String OLD = "\"status\":{\"conditions\":[{\"type\":\"Succeeded\",\"status\":\"Unknown\"}]}";
    private static final long PATIENCE = SlotFeed.PATIENCE_MILLIS;

    private final Map<String, String> snapshots = new HashMap<>();
    private boolean namespaceReadable = true;
    private final List<Long> unreadable = new ArrayList<>();
    private SlotFeed feed = feed(Set.of(), List.of());

    private SlotFeed feed(Set<Long> settled, List<Long> resumed) {
        Slot slot = Slot.of(new Slot.Parameters("to", "", "[a-z]+", "", "", "", ""), AddressRule.NONE)
                .orElseThrow();
        return new SlotFeed(
                SubscriptionSettings.named("s"),
                new SlotReader(slot, this::annotations),
                this,
                settled,
                resumed,
                (why, seq) -> unreadable.add(seq));
    }

    private Map<String, String> annotations(String namespace) {
        if (!namespaceReadable) {
            throw new NamespaceUnreadableException("no answer");
        }
        return Map.of();
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
    void values_are_read_up_to_a_bound_at_a_time() {
        String many = IntStream.range(0, 500)
                .mapToObj(n -> "v" + "abcdefghij".charAt(n / 100) + "abcdefghij".charAt(n / 10 % 10)
                        + "abcdefghij".charAt(n % 10))
                .collect(Collectors.joining(","));
        snapshot("run", many, OLD);
        EventRow[] rows =
                LongStream.rangeClosed(1, 20).mapToObj(seq -> row(seq, "run")).toArray(EventRow[]::new);

        List<SlotFeed.Offer> offers = feed.read(List.of(rows), 0);

        assertThat(offers).hasSize(SlotFeed.MOST_AT_ONCE / 500);
        assertThat(offers.get(0).reading().values()).hasSize(500);
    }

    @Test
    void what_was_held_before_a_restart_is_taken_up_first() {
        snapshot("run-4", "a", OLD);
        feed = feed(Set.of(), List.of(4L));

        List<String> first = read(0);

        assertThat(first).containsExactly("4 [a]");
    }

    @Test
    void what_was_held_before_a_restart_and_comes_once_more_is_held_once() {
        feed = feed(Set.of(4L), List.of(4L));
        List<String> first = read(0, row(4, "run-4"));
        snapshot("run-4", "a", OLD);

        List<String> next = read(5, row(5, "run-4"));

        assertThat(first).containsExactly("4 held", "4 []");
        assertThat(next).containsExactly("5 [a]");
    }

    @Test
    void what_was_delivered_before_a_restart_is_not_held_because_its_namespace_cannot_be_read_now() {
        feed = feed(Set.of(4L), List.of());
        namespaceReadable = false;

        List<String> first = read(0, row(4, "run-4"));
        namespaceReadable = true;

        assertThat(first).containsExactly("4 held");
        assertThat(read(PATIENCE)).isEmpty();
    }

    @Test
    void a_namespace_that_cannot_be_read_is_asked_again_soon_whatever_comes_meanwhile() {
        namespaceReadable = false;
        snapshot("waits", "", OLD);
        snapshot("other", "a", OLD);
        List<String> first = read(0, row(1, "waits"));
        long due = feed.due();

        List<String> next = read(10, row(2, "other"));

        assertThat(first).containsExactly("1 held");
        assertThat(next).containsExactly("2 [a]");
        assertThat(due).isLessThan(PATIENCE);
        assertThat(feed.due()).isEqualTo(due);
    }

    @Test
    void damage_that_keeps_a_run_from_being_read_is_told() {
        snapshots.put("bad", "damaged");

        List<String> read = read(0, row(1, "bad"));

        assertThat(read).isEmpty();
        assertThat(unreadable).containsExactly(1L);
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
        if ("damaged".equals(snapshots.get(row.attributes()))) {
            throw new DamagedException("no zstd");
        }
        return Optional.ofNullable(snapshots.get(row.attributes())).map(json -> json.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int length(long snapshot) {
        return 0;
    }
}
