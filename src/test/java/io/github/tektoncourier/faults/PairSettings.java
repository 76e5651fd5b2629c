package io.github.tektoncourier.faults;

import io.github.tektoncourier.faults.FaultySink.Behaviour;
import io.github.tektoncourier.faults.Operation.Trait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Each setting changed by a restart, and put back by another one. */
final class PairSettings {

    private static final String MAX_SIZE = "courier.journal.max-size";
    private static final String SMALL = "4MiB";
    private static final int PAYLOAD = 60_000;

    static final List<Operation> ALL = all();

    private PairSettings() {}

    private static List<Operation> all() {
        List<Operation> all = new ArrayList<>();
        for (String namespaces : List.of("default", "default,team-a", "team-b", "defualt", "team-*", "*-b,default")) {
            all.add(changed("namespaces", "courier.namespaces", namespaces, Trait.LOSES_PLACE));
        }
        all.add(changed("selector", "courier.label-selector", "team=a", Trait.LOSES_PLACE));
        all.add(changed("selector", "courier.label-selector", "team=none", Trait.LOSES_PLACE));
        all.add(changed("kinds", "courier.kinds", "taskruns", Trait.LOSES_PLACE));
        all.add(changed("kinds", "courier.kinds", "pipelineruns,customruns", Trait.LOSES_PLACE));
        all.add(changed("cluster", "courier.cluster", "other", Trait.LOSES_PLACE));
        for (String events : List.of("off", "runs,pods")) {
            all.add(changed("setting", "courier.kubernetes-events", events));
        }
        for (String announce : List.of("active", "all", "new")) {
            all.add(changed("setting", "courier.announce", announce));
        }
        all.add(changed("setting", "courier.journal.retention", "1s"));
        room(all);
        return List.copyOf(all);
    }

    private static Operation changed(String family, String key, String value, Trait... traits) {
        Trait[] all = Arrays.copyOf(traits, traits.length + 1);
        all[traits.length] = Trait.RESTARTS;
        return Operation.of(
                family,
                key.substring("courier.".length()) + "=" + value,
                (w, s) -> {
                    w.set(key, value);
                    w.restart(s.kills());
                    if (s.waits()) {
                        w.untilReady();
                    }
                },
                (w, s) -> {
                    w.unset(key);
                    w.restart(s.kills());
                },
                all);
    }

    /** The room of the journal: used up; raised when it is; lowered below what is used. */
    private static void room(List<Operation> all) {
        Operation.Act small = (w, s) -> w.set(MAX_SIZE, SMALL);
        Operation.Act well = (w, s) -> {
            w.traffic.grow(0, 1);
            w.sink(PairWorld.SHAKY).behave(Behaviour.WELL);
        };
        all.add(Operation.of("room", "room used up", (w, s) -> fill(w), well, Trait.LOSES_PLACE)
                .preparedBy(small));
        all.add(Operation.of(
                        "room",
                        "room used up and raised",
                        (w, s) -> fill(w),
                        (w, s) -> {
                            w.unset(MAX_SIZE);
                            w.restart(s.kills());
                            well.on(w, s);
                        },
                        Trait.LOSES_PLACE,
                        Trait.RESTARTS)
                .preparedBy(small));
        all.add(Operation.of(
                "room",
                "room lowered below what is used",
                (w, s) -> {
                    fill(w);
                    w.set(MAX_SIZE, SMALL);
                    w.restart(s.kills());
                },
                (w, s) -> {
                    well.on(w, s);
                    w.unset(MAX_SIZE);
                    w.restart(s.kills());
                },
                Trait.LOSES_PLACE,
                Trait.RESTARTS));
    }

    /** One sink is down while runs with much in them live, until the journal is full or holds more than the small size. */
    private static void fill(PairWorld world) throws InterruptedException {
        world.sink(PairWorld.SHAKY).behave(Behaviour.status(503));
        world.traffic.grow(PAYLOAD, 4);
        long bytes = 5L * 1024 * 1024;
        world.trial.soon(
                Duration.ofSeconds(8),
                () -> world.trial.metric("courier_journal_full") == 1
                        || world.trial.metric("courier_journal_bytes") > bytes);
        world.traffic.grow(PAYLOAD / 4, 1); // room is wanted as long as this holds
    }
}
