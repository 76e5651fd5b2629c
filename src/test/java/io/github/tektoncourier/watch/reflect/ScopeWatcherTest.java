package io.github.tektoncourier.watch.reflect;

import static io.github.tektoncourier.watch.Objects.frame;
import static io.github.tektoncourier.watch.Objects.taskRun;
import static io.github.tektoncourier.watch.ScriptedApi.framesAndDrip;
import static io.github.tektoncourier.watch.ScriptedApi.framesAndHold;
import static io.github.tektoncourier.watch.ScriptedApi.framesAndSilence;
import static io.github.tektoncourier.watch.ScriptedApi.list;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.InMemoryKnown;
import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.watch.Flow;
import io.github.tektoncourier.watch.ScriptedApi;
import io.github.tektoncourier.watch.api.ApiServer;
import io.github.tektoncourier.watch.api.Resource;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A watcher with its route at the test's hand. */
class ScopeWatcherTest {
    private static final int BUDGET = 1024 * 1024;

    private final ScriptedApi server = new ScriptedApi();
    private final KubernetesClient client = server.client();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ByteBudget budget = new ByteBudget(BUDGET);
    private final List<Change> taken = new CopyOnWriteArrayList<>();
    private final Queue<Consumer<@Nullable Throwable>> pending = new ConcurrentLinkedQueue<>();
    private Known known = new InMemoryKnown();
    private volatile boolean durableAtOnce = true;
    private volatile @Nullable Error broken;
    private @Nullable ScopeWatcher watcher;

    @AfterEach
    void close() throws Exception {
        if (watcher != null) {
            watcher.stop();
            watcher.join(Duration.ofSeconds(5));
        }
        timer.shutdownNow();
        client.close();
        server.close();
    }

    private ScopeWatcher start(Duration silence) {
        Resource runs = Resource.runs(RunKind.TASK_RUN, "", "");
        Resource resource = new Resource(
                runs.name(),
                runs.apiGroup(),
                runs.version(),
                runs.plural(),
                "",
                "",
                "",
                silence,
                runs.minSeconds(),
                runs.maxSeconds(),
                runs.runs(),
                runs.reading());
        ApiServer api = new ApiServer(client);
        WatchStatus status = new WatchStatus(resource.words(), Clock.systemUTC());
        Handover handover = new Handover(this::take, budget, timer, status);
        ScopeWatcher started = new ScopeWatcher(new WatchTools(
                api,
                resource,
                new ClusterIdentity(api, "test", identity -> false),
                new SameCluster(api, known),
                new History(api, known, Clock.systemUTC()),
                known,
                Announce.ALL,
                handover,
                status,
                Clock.systemUTC(),
                new Random(1)));
        watcher = started;
        started.start();
        return started;
    }

    private void take(Change change, Consumer<@Nullable Throwable> done) {
        Error error = broken;
        broken = null;
        if (error != null) {
            throw error;
        }
        taken.add(change);
        if (durableAtOnce || change.run() == null) {
            done.accept(null);
        } else {
            pending.add(done);
        }
    }

    private void allDurable() {
        for (var done = pending.poll(); done != null; done = pending.poll()) {
            done.accept(null);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"went silent", "drips and never brings anything whole"})
    void an_open_connection_that_is_dead_is_found_and_replaced(String how) {
        String last = frame("ADDED", taskRun("a", 11));
        server.lists("taskruns", list("10"))
                .watches(
                        "taskruns",
                        how.startsWith("drips") ? framesAndDrip(last) : framesAndSilence(last),
                        framesAndHold(frame("ADDED", taskRun("b", 12))));

        ScopeWatcher started = start(Duration.ofSeconds(1));

        await().untilAsserted(() -> assertThat(taken)
                .extracting(Flow::words)
                .containsExactly("LIST_COMPLETE@10", "ADDED a@11", "ADDED b@12"));
        assertThat(started.state().reconnects()).isEqualTo(1);
    }

    @Test
    void an_error_in_the_route_costs_one_more_try_and_not_the_watch() {
        broken = new NoClassDefFoundError("made up");
        server.lists("taskruns", list("10", taskRun("a", 3)))
                .watches("taskruns", framesAndHold(frame("ADDED", taskRun("b", 11))));

        start(Duration.ofSeconds(90));

        await().untilAsserted(() -> assertThat(taken)
                .extracting(Flow::words)
                .containsExactly("LISTED a@3", "LIST_COMPLETE@10", "ADDED b@11"));
    }

    @Test
    void a_machine_without_room_for_a_thread_ends_no_watch() {
        AtomicLong asked = new AtomicLong();
        Known memory = known;
        known = (Known) Proxy.newProxyInstance(
                Known.class.getClassLoader(), new Class<?>[] {Known.class}, (p, method, arguments) -> {
                    if (asked.getAndIncrement() == 0) {
                        throw new OutOfMemoryError("unable to create native thread: made up");
                    }
                    return method.invoke(memory, arguments);
                });
        server.lists("taskruns", list("10", taskRun("a", 3)));

        start(Duration.ofSeconds(90));

        await().untilAsserted(() ->
                assertThat(taken).extracting(Flow::words).containsExactly("LISTED a@3", "LIST_COMPLETE@10"));
    }

    @Test
    void a_list_is_complete_only_when_all_its_items_are_durable() {
        durableAtOnce = false;
        server.lists("taskruns", list("10", taskRun("a", 3), taskRun("b", 4)));
        start(Duration.ofSeconds(90));
        await().until(() -> taken.size() == 2);

        pending.remove().accept(null);
        await().during(Duration.ofMillis(300)).until(() -> taken.size() == 2);
        pending.remove().accept(null);

        await().untilAsserted(() -> assertThat(taken)
                .extracting(Flow::words)
                .containsExactly("LISTED a@3", "LISTED b@4", "LIST_COMPLETE@10"));
    }

    @Test
    void behind_a_slow_journal_the_servers_writes_stall_and_nothing_is_lost() {
        int events = 4_000;
        AtomicLong written = new AtomicLong();
        String padding = "\"status\":{\"pad\":\"" + "x".repeat(16 * 1024) + "\"}";
        server.lists("taskruns", list("10")).watches("taskruns", (exchange, api) -> {
            OutputStream out = ScriptedApi.begin(exchange);
            for (int i = 0; i < events; i++) {
                byte[] frame =
                        (frame("ADDED", taskRun("r" + i, 11 + i, padding)) + "\n").getBytes(StandardCharsets.UTF_8);
                out.write(frame);
                written.addAndGet(frame.length);
            }
            out.flush();
            api.stay(out);
        });
        durableAtOnce = false;
        start(Duration.ofSeconds(90));
        await().until(() -> budget.used() > BUDGET - 20 * 1024);

        await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(20)).until(new Stalled(written));

        long stalledAt = written.get();
        System.out.printf(
                "back-pressure: %d bytes taken, %d bytes written by the server of %d%n",
                budget.used(), stalledAt, events * 16_600L);
        assertThat(stalledAt).isLessThan(events * 16_600L / 3);
        assertThat(budget.used()).isLessThanOrEqualTo(BUDGET);
        durableAtOnce = true;
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            allDurable();
            return taken.size() == events + 1;
        });
        assertThat(taken.get(events).resourceVersion()).isEqualTo(Integer.toString(10 + events));
        await().until(() -> budget.used() == 0);
    }

    @Test
    void stopping_does_not_wait_for_a_journal_that_stands_still() throws Exception {
        durableAtOnce = false;
        server.lists("taskruns", list("10", taskRun("a", 3)));
        ScopeWatcher started = start(Duration.ofSeconds(90));
        await().until(() -> taken.size() == 1);

        started.stop();
        started.join(Duration.ofSeconds(5));

        assertThat(started.state().phase()).isEqualTo(WatchState.Phase.STOPPED);
    }

    /** True while the number does not move. */
    private static final class Stalled implements java.util.concurrent.Callable<Boolean> {
        private final AtomicLong number;
        private long last = -1;

        Stalled(AtomicLong number) {
            this.number = number;
        }

        @Override
        public Boolean call() {
            boolean same = number.get() == last;
            last = number.get();
            return same;
        }
    }
}
