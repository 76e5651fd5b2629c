package io.github.tektoncourier.journal.delivery.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeliveryBudgetTest {

    private static final int MEGABYTE = 1024 * 1024;
    private static final Duration SHORTLY = Duration.ofMillis(5);
    private static final long SECONDS = TimeUnit.SECONDS.toNanos(1);

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong allocated = new AtomicLong();
    private final AtomicInteger reads = new AtomicInteger();
    private final DeliveryBudget budget =
            new DeliveryBudget(12L * MEGABYTE, 64L * MEGABYTE, nanos::get, allocated::get);
    private final List<BudgetAccount> accounts = new ArrayList<>();
    private long snapshots;

    @AfterEach
    void nothingIsLeft() {
        accounts.forEach(BudgetAccount::close);
    }

    @Test
    void lanes_that_hang_never_hold_more_than_the_budget() throws Exception {
        BudgetAccount hanging = account();
        List<CompletableFuture<Flight>> lanes = new ArrayList<>();

        for (int n = 0; n < 30; n++) {
            lanes.add(admit(hanging, ++snapshots, MEGABYTE));
        }

        await().until(() -> lanes.stream().filter(CompletableFuture::isDone).count() >= 2);
        assertThat(budget.used()).isLessThanOrEqualTo(12L * MEGABYTE);
        assertThat(lanes.stream().filter(CompletableFuture::isDone).count()).isLessThan(8);
    }

    @Test
    void what_one_attempt_gives_back_lets_the_next_go() throws Exception {
        BudgetAccount account = account();
        List<CompletableFuture<Flight>> lanes = new ArrayList<>();
        for (int n = 0; n < 30; n++) {
            lanes.add(admit(account, ++snapshots, MEGABYTE));
        }

        for (CompletableFuture<Flight> lane : lanes) {
            lane.get(20, TimeUnit.SECONDS).close();
        }

        assertThat(budget.used()).isZero();
    }

    @Test
    void a_body_that_many_sinks_send_is_read_and_counted_once() throws Exception {
        List<Flight> flights = new ArrayList<>();
        List<byte[]> bodies = new ArrayList<>();

        for (int n = 0; n < 20; n++) {
            Flight flight = flight(account(), 7, MEGABYTE);
            bodies.add(flight.read(7, this::body));
            flight.sending(0);
            flights.add(flight);
        }

        assertThat(bodies).allMatch(body -> body == bodies.get(0));
        assertThat(reads).hasValue(1);
        assertThat(budget.used()).isLessThan(2L * MEGABYTE);
        flights.forEach(Flight::close);
        assertThat(budget.used()).isZero();
    }

    @Test
    void an_attempt_that_ended_keeps_no_body_in_memory() throws Exception {
        Flight flight = flight(account(), 7, MEGABYTE);
        WeakReference<byte[]> body = new WeakReference<>(flight.read(7, this::body));

        flight.close();

        await().until(() -> {
            System.gc();
            return body.get() == null;
        });
        assertThat(flight).isNotNull(); // as the thread that waits for its next event keeps it
    }

    @Test
    void an_event_larger_than_the_budget_goes_alone() throws Exception {
        BudgetAccount account = account();
        Flight small = flight(account, ++snapshots, 1_000);

        CompletableFuture<Flight> large = admit(account(), ++snapshots, 40 * MEGABYTE);
        CompletableFuture<Flight> behind = admit(account(), ++snapshots, 13 * MEGABYTE);
        assertThat(large).isNotDone();
        small.close();

        Flight flight = large.get(20, TimeUnit.SECONDS);
        flight.read(0, this::body);
        assertThat(behind).isNotDone();
        flight.close();
        behind.get(20, TimeUnit.SECONDS).close();
    }

    @Test
    void an_event_larger_than_the_budget_of_a_slow_sink_goes_alone_and_before_smaller_ones() throws Exception {
        BudgetAccount slow = slow();
        BudgetAccount other = slow();
        Flight small = flight(account(), ++snapshots, 1_000);

        CompletableFuture<Flight> large = admit(slow, ++snapshots, 40 * MEGABYTE);
        CompletableFuture<Flight> behind = admit(other, ++snapshots, MEGABYTE);
        assertThat(large).isNotDone();
        small.close();

        Flight flight = large.get(20, TimeUnit.SECONDS);
        assertThat(behind).isNotDone();
        flight.close();
        behind.get(20, TimeUnit.SECONDS).close();
    }

    @Test
    void a_sink_that_answers_quickly_finds_room_beside_sinks_that_hang() throws Exception {
        BudgetAccount quick = account();
        flight(quick, ++snapshots, 1_000).close();
        List<CompletableFuture<Flight>> hanging = new ArrayList<>();
        for (int n = 0; n < 20; n++) {
            hanging.add(admit(account(), ++snapshots, MEGABYTE));
        }
        nanos.addAndGet(3 * SECONDS);

        for (int n = 0; n < 50; n++) {
            Flight flight = admit(quick, ++snapshots, MEGABYTE).get(20, TimeUnit.SECONDS);
            flight.read(snapshots, this::body);
            flight.sending(0);
            flight.close();
        }

        assertThat(hanging).anyMatch(lane -> !lane.isDone());
    }

    @Test
    void a_quick_sink_finds_room_also_when_what_hangs_grew_while_it_was_sent() throws Exception {
        BudgetAccount quick = account();
        flight(quick, ++snapshots, 1_000).close();
        BudgetAccount third = slow();
        for (int n = 0; n < 2; n++) {
            flight(account(), ++snapshots, MEGABYTE).sending(8L * MEGABYTE); // a tree of it
        }
        nanos.addAndGet(3 * SECONDS);
        CompletableFuture<Flight> slow = admit(third, ++snapshots, MEGABYTE);

        for (int n = 0; n < 50; n++) {
            Flight flight = admit(quick, ++snapshots, MEGABYTE).get(20, TimeUnit.SECONDS);
            flight.sending(0);
            flight.close();
        }

        assertThat(budget.used()).isGreaterThan(12L * MEGABYTE);
        assertThat(slow).isNotDone();
    }

    @Test
    void a_subscription_whose_route_made_trees_of_events_is_admitted_with_room_for_trees() throws Exception {
        BudgetAccount account = account();
        Flight first = flight(account, ++snapshots, MEGABYTE);
        first.sending(7L * MEGABYTE);
        first.close();
        List<CompletableFuture<Flight>> lanes = new ArrayList<>();

        for (int n = 0; n < 10; n++) {
            lanes.add(admit(account, ++snapshots, MEGABYTE));
        }

        assertThat(lanes.stream().filter(CompletableFuture::isDone)).hasSize(1);
    }

    @Test
    void a_newcomer_tries_its_sink_beside_all_that_hang() throws Exception {
        List<CompletableFuture<Flight>> hanging = new ArrayList<>();
        for (int n = 0; n < 20; n++) {
            hanging.add(admit(slow(), ++snapshots, MEGABYTE));
        }

        Flight trial = flight(account(), ++snapshots, MEGABYTE);
        CompletableFuture<Flight> next = admit(account(), ++snapshots, MEGABYTE);
        boolean beforeTheFirstWasSent = next.isDone();
        trial.sending(0);

        assertThat(hanging).anyMatch(lane -> !lane.isDone());
        assertThat(beforeTheFirstWasSent).isFalse();
        next.get(20, TimeUnit.SECONDS);
    }

    @Test
    void a_newcomer_that_does_not_send_keeps_others_waiting_for_seconds_only() throws Exception {
        flight(account(), ++snapshots, MEGABYTE);
        CompletableFuture<Flight> next = admit(account(), ++snapshots, MEGABYTE);
        assertThat(next).isNotDone();

        nanos.addAndGet(6 * SECONDS);

        next.get(20, TimeUnit.SECONDS);
    }

    @Test
    void newcomers_that_all_hang_never_hold_more_than_the_budget_and_one_event() throws Exception {
        for (int n = 0; n < 50; n++) {
            CompletableFuture<Flight> lane = admit(account(), ++snapshots, MEGABYTE);
            if (lane.isDone()) {
                lane.get().sending(3L * MEGABYTE);
            }
            nanos.addAndGet(2 * SECONDS);
        }

        assertThat(budget.used()).isLessThanOrEqualTo((12L + 8 + 3) * MEGABYTE);
    }

    @Test
    void a_large_event_of_a_slow_sink_is_not_overtaken_for_ever_by_smaller_ones() throws Exception {
        List<Flight> held = new ArrayList<>();
        List<BudgetAccount> slow = new ArrayList<>();
        for (int n = 0; n < 4; n++) {
            slow.add(slow());
        }
        for (int n = 0; n < 3; n++) {
            held.add(flight(slow.get(n), ++snapshots, 2 * MEGABYTE));
        }
        CompletableFuture<Flight> large = admit(slow.get(3), ++snapshots, 7 * MEGABYTE);

        for (int n = 0; n < 3; n++) {
            assertThat(admit(slow.get(n), ++snapshots, MEGABYTE)).isNotDone();
        }
        held.forEach(Flight::close);

        large.get(20, TimeUnit.SECONDS);
    }

    @Test
    void while_a_large_event_waits_quick_sinks_have_no_more_than_what_is_kept_for_them() throws Exception {
        BudgetAccount quick = account();
        Flight learns = flight(quick, ++snapshots, MEGABYTE);
        learns.sending(0);
        learns.close();
        for (int n = 0; n < 3; n++) {
            flight(slow(), ++snapshots, 2 * MEGABYTE);
        }
        CompletableFuture<Flight> large = admit(slow(), ++snapshots, 7 * MEGABYTE);
        List<CompletableFuture<Flight>> lanes = new ArrayList<>();

        for (int n = 0; n < 8; n++) {
            lanes.add(admit(quick, ++snapshots, MEGABYTE));
        }

        assertThat(large).isNotDone();
        assertThat(lanes.stream().filter(CompletableFuture::isDone).count()).isBetween(1L, 4L);
    }

    @Test
    void who_has_least_under_way_goes_first() throws Exception {
        BudgetAccount greedy = account();
        List<Flight> held = new ArrayList<>();
        for (int n = 0; n < 2; n++) {
            Flight flight = flight(greedy, ++snapshots, 900_000);
            flight.sending(2_700_000);
            held.add(flight);
        }
        BudgetAccount other = slow(3);
        CompletableFuture<Flight> more = admit(greedy, ++snapshots, 900_000);
        CompletableFuture<Flight> poor = admit(other, ++snapshots, 900_000);
        assertThat(poor).isNotDone();

        held.get(0).close();

        poor.get(20, TimeUnit.SECONDS);
        assertThat(more).isNotDone();
    }

    @Test
    void a_subscription_that_ends_waits_no_longer() throws Exception {
        BudgetAccount account = account();
        flight(account, ++snapshots, 20 * MEGABYTE);
        CompletableFuture<Flight> waits = admit(account, ++snapshots, MEGABYTE);

        account.close();

        assertThat(waits.get(20, TimeUnit.SECONDS)).isNull();
    }

    @Test
    void routes_work_on_as_many_large_events_at_a_time_as_there_is_room_for_trees() throws Exception {
        List<CompletableFuture<byte[]>> working = new ArrayList<>();
        List<Flight> flights = new ArrayList<>();
        for (int n = 0; n < 4; n++) {
            long snapshot = 7; // one body, so that there is room for all of them
            Flight flight = flight(account(), snapshot, 2_500_000);
            flight.sending(0);
            flights.add(flight);
            working.add(reads(flight, snapshot));
        }

        assertThat(working.stream().filter(CompletableFuture::isDone)).hasSize(1);
        flights.get(0).sending(0);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> working.stream().filter(CompletableFuture::isDone).count() == 2);
    }

    @Test
    void routes_that_allocate_little_work_on_more_large_events_at_a_time() throws Exception {
        List<CompletableFuture<byte[]>> working = new ArrayList<>();
        for (int n = 0; n < 4; n++) {
            Flight first = flight(account(), 7, 2_500_000);
            first.read(7, this::body);
            allocated.addAndGet(2L * 2_500_000);
            first.sending(0);
            first.close();
        }

        for (BudgetAccount account : List.copyOf(accounts)) {
            working.add(reads(flight(account, 7, 2_500_000), 7));
        }

        assertThat(working).allMatch(CompletableFuture::isDone);
    }

    private CompletableFuture<byte[]> reads(Flight flight, long snapshot) {
        CompletableFuture<byte[]> read = new CompletableFuture<>();
        Thread lane = new Thread(() -> {
            try {
                read.complete(flight.read(snapshot, this::body));
            } catch (Exception e) {
                read.completeExceptionally(e);
            }
        });
        lane.setDaemon(true);
        lane.start();
        await().pollInterval(SHORTLY).until(() -> read.isDone() || lane.getState() == Thread.State.TIMED_WAITING);
        return read;
    }

    private BudgetAccount account() {
        BudgetAccount account = budget.account();
        accounts.add(account);
        return account;
    }

    /** One whose sink took long for a large event that its route passed on as it was. */
    private BudgetAccount slow() throws Exception {
        return slow(0);
    }

    private BudgetAccount slow(int expansion) throws Exception {
        BudgetAccount account = account();
        Flight flight = flight(account, ++snapshots, Expansion.LARGE);
        flight.sending((long) expansion * Expansion.LARGE);
        nanos.addAndGet(3 * SECONDS);
        flight.close();
        return account;
    }

    private Flight flight(BudgetAccount account, long snapshot, int length) throws Exception {
        return admit(account, snapshot, length).get(20, TimeUnit.SECONDS);
    }

    /** On a thread of its own; waits until it was admitted or waits. */
    private static CompletableFuture<Flight> admit(BudgetAccount account, long snapshot, int length) {
        CompletableFuture<Flight> admitted = new CompletableFuture<>();
        Thread lane = new Thread(() -> {
            try {
                admitted.complete(account.admit(snapshot, length));
            } catch (InterruptedException e) {
                admitted.completeExceptionally(e);
            }
        });
        lane.setDaemon(true);
        lane.start();
        await().pollInterval(SHORTLY).until(() -> admitted.isDone() || lane.getState() == Thread.State.TIMED_WAITING);
        return admitted;
    }

    private byte[] body(long snapshot) {
        reads.incrementAndGet();
        return new byte[MEGABYTE];
    }
}
