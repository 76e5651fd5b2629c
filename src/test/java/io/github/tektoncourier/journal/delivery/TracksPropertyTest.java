package io.github.tektoncourier.journal.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.journal.Backoff;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.Verdict;
import io.github.tektoncourier.journal.track.EventRow;
import io.github.tektoncourier.journal.track.Progress;
import io.github.tektoncourier.journal.track.Resume;
import io.github.tektoncourier.journal.track.SequenceGaps;
import io.github.tektoncourier.slot.SlotReading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Three tracks in memory, each with its own state, lanes and books, side by side under one clock: whatever a sink answers,
 * whatever is committed or lost by a crash, and however their turns mix, each track's books balance by themselves, and no
 * event is lost or overtaken.
 */
class TracksPropertyTest {

    private static final int TRACKS = 3;
    private static final int STEPS = 3_000;

    static List<Long> seeds() {
        return new SplittableRandom(17).longs(40).boxed().toList();
    }

    /** What an engine keeps of one track and of one subscription's progress on it. */
    private static final class Stored {
        private final List<EventRow> events = new ArrayList<>();
        private final TreeMap<Progress.Unit, Progress.Row> rows =
                new TreeMap<>(Comparator.comparingLong(Progress.Unit::seq));
        private Progress.Counters counters = new Progress.Counters(0, 0, 0, 0);
        private long position;

        void write(Progress progress) {
            position = progress.position();
            counters = progress.counters();
            for (Map.Entry<Progress.Unit, Optional<Progress.Row>> row :
                    progress.rows().entrySet()) {
                row.getValue().ifPresentOrElse(there -> rows.put(row.getKey(), there), () -> rows.remove(row.getKey()));
            }
        }

        private long count(int state, boolean behindPosition) {
            return rows.values().stream()
                    .filter(row -> row.state() == state && (!behindPosition || row.seq() > position))
                    .count();
        }

        /** As the books are read: what lies behind the position and has no row, and what is parked. */
        long pending() {
            long settled =
                    count(Progress.Row.AHEAD, true) + count(Progress.Row.PARKED, true) + count(Progress.Row.DEAD, true);
            return events.size() - position - settled + count(Progress.Row.PARKED, false);
        }

        void checkBooks(String what) {
            assertThat(counters.delivered() + counters.filtered() + counters.dead() + counters.dropped() + pending())
                    .as("%s: %s, position %d, rows %s", what, counters, position, rows)
                    .isEqualTo(events.size());
            assertThat(counters.dead()).as(what).isEqualTo(count(Progress.Row.DEAD, false));
        }
    }

    /** One track with the subscription that runs on it. */
    private static final class Side {
        private final String name;
        private final Random random;
        private final Stored stored = new Stored();
        private final List<DeliveryState.Attempt> underWay = new ArrayList<>();
        private final Map<String, TreeSet<Long>> open = new HashMap<>();
        private DeliveryState state;
        private boolean working = true;

        Side(String name, Random random) {
            this.name = name;
            this.random = random;
            this.state = begin(0);
        }

        DeliveryState begin(long now) {
            SubscriptionSettings settings = SubscriptionSettings.named("s")
                    .withRetryFor(SubscriptionSettings.FOREVER)
                    .withLanes(4)
                    .withBackoff(new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(20), 0.5));
            Resume resume = new Resume(
                    1,
                    stored.position,
                    stored.counters,
                    "",
                    0,
                    0,
                    List.copyOf(stored.rows.values()),
                    SequenceGaps.none());
            underWay.clear();
            return new DeliveryState(settings, resume, new Quiet(), new SplittableRandom(random.nextLong()), now);
        }

        void append() {
            long seq = stored.events.size() + 1L;
            String key = "run-" + random.nextInt(6);
            String type = random.nextInt(8) == 0 ? "unwanted" : "wanted";
            stored.events.add(new EventRow(seq, type, "ns", "taskrun", "", key, seq, "{}", seq));
            if (type.equals("wanted")) {
                open.computeIfAbsent(key, any -> new TreeSet<>()).add(seq);
            }
        }

        void read() {
            while (state.hungry() && state.read() < stored.events.size()) {
                EventRow row = stored.events.get((int) state.read());
                state.offer(row, row.type().equals("wanted"));
            }
        }

        void send(long now) {
            read();
            DeliveryState.Attempt attempt = state.next(now);
            if (attempt != null) {
                underWay.add(attempt);
            }
        }

        void answer(long now) {
            if (underWay.isEmpty()) {
                return;
            }
            DeliveryState.Attempt attempt = underWay.remove(random.nextInt(underWay.size()));
            int answer = working ? 0 : random.nextInt(12);
            switch (answer) {
                case 0, 1, 2, 3, 4 -> {
                    settled(attempt);
                    state.delivered(attempt, now);
                }
                case 5 -> {
                    settled(attempt);
                    state.filtered(attempt, now);
                }
                case 6 -> state.giveBack(attempt);
                case 7 -> state.trimmed(attempt, new Verdict(true, true, 0, "HTTP 413", true), 1, now);
                case 8 -> {
                    settled(attempt);
                    state.failed(attempt, new Verdict(true, true, 0, "HTTP 400"), now);
                }
                case 9 -> state.failed(attempt, Verdict.byRoute("no such field"), now);
                case 10 -> state.failed(attempt, Verdict.retry(true, "HTTP 503"), now);
                default -> state.failed(attempt, Verdict.retry(false, "refused"), now);
            }
        }

        /** Has an answer that ends it; none before it of its run may lack one. After a crash it may come again. */
        private void settled(DeliveryState.Attempt attempt) {
            TreeSet<Long> ofRun = open.getOrDefault(attempt.lane().key, new TreeSet<>());
            long seq = attempt.entry().seq();
            if (ofRun.contains(seq)) {
                assertThat(seq).as("%s: an event that overtakes another", name).isEqualTo(ofRun.first());
                ofRun.remove(seq);
            }
        }

        void commit() {
            Progress progress = state.books().progress();
            if (progress != null) {
                stored.write(progress);
                state.books().committed(progress);
                stored.checkBooks(name);
            }
        }

        void crash(long now) {
            state = begin(now);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void each_tracks_books_balance_and_no_event_is_lost_or_overtaken(long seed) {
        Random random = new Random(seed);
        List<Side> sides = new ArrayList<>();
        for (int i = 0; i < TRACKS; i++) {
            sides.add(new Side("seed " + seed + ", track " + i, new Random(random.nextLong())));
        }
        long now = 0;

        for (int step = 0; step < STEPS; step++) {
            now += random.nextInt(400);
            step(sides.get(random.nextInt(TRACKS)), random, now);
        }
        for (Side side : sides) {
            side.working = true;
            now = drain(side, now);
        }

        assertThat(sides).allSatisfy(side -> {
            assertThat(side.stored.pending()).as(side.name).isZero();
            assertThat(side.open.values()).as(side.name).allMatch(TreeSet::isEmpty);
            assertThat(side.stored.position).as(side.name).isEqualTo(side.stored.events.size());
        });
    }

    private static void step(Side side, Random random, long now) {
        switch (random.nextInt(100)) {
            case 0 -> side.crash(now);
            case 1, 2 -> side.working = !side.working;
            default -> {
                switch (random.nextInt(5)) {
                    case 0 -> side.append();
                    case 1, 2 -> side.send(now);
                    case 3 -> side.answer(now);
                    default -> side.commit();
                }
            }
        }
    }

    private static long drain(Side side, long from) {
        long now = from;
        for (int turn = 0; turn < 20_000 && (side.stored.pending() > 0 || !side.underWay.isEmpty()); turn++) {
            now += 500;
            side.send(now);
            side.answer(now);
            side.commit();
        }
        return now;
    }

    /** Says nothing. */
    static final class Quiet implements DeliveryListener {

        @Override
        public void failing(DeliveryState.Attempt attempt, Lane.Failure failure) {}

        @Override
        public void parked(Lane lane, Lane.Failure failure, int parkedRuns) {}

        @Override
        public void tooLarge(DeliveryState.Attempt attempt, Lane.Failure failure) {}

        @Override
        public void dead(DeliveryState.Attempt attempt, Lane.Failure failure) {}

        @Override
        public void deadUnsent(EventRow row, String why) {}

        @Override
        public void refused(EventRow row, List<SlotReading.RefusedValue> values) {}

        @Override
        public void down(Verdict verdict) {}

        @Override
        public void back() {}

        @Override
        public void full(int parkedRuns, int parkedEvents, String answer) {}

        @Override
        public void room() {}

        @Override
        public void waits(long since, long events, String answer, long now) {}
    }
}
