package io.github.tektoncourier.faults;

import io.github.tektoncourier.faults.Operation.Trait;
import java.util.List;

/** What is done to the sink file of one subscription, and undone. */
final class PairFiles {

    private static final String TEAM = PairWorld.TEAM;
    private static final String OTHER_FILE = "moved";
    /** Until a change takes effect: it is seen twice, a second apart. */
    private static final int EFFECT_MILLIS = 2_500;

    static final List<Operation> ALL = List.of(
            Operation.of("file", "file edited", (w, s) -> write(w, TEAM, "lanes: 3"), (w, s) -> well(w)),
            Operation.of("file", "file broken", (w, s) -> write(w, TEAM, "lanse: 3"), (w, s) -> well(w)),
            Operation.of(
                    "file",
                    "file renamed",
                    (w, s) -> {
                        w.trial.workplace.removeSink(TEAM);
                        write(w, OTHER_FILE, "lanes: 8");
                    },
                    (w, s) -> {
                        w.trial.workplace.removeSink(OTHER_FILE);
                        well(w);
                    }),
            Operation.of(
                    "file",
                    "file removed",
                    (w, s) -> {
                        w.trial.workplace.removeSink(TEAM);
                        Thread.sleep(EFFECT_MILLIS);
                    },
                    (w, s) -> well(w),
                    Trait.GIVES_UP));

    private PairFiles() {}

    private static void well(PairWorld world) {
        world.trial.workplace.httpSink(TEAM, world.sink(TEAM).url());
    }

    private static void write(PairWorld world, String file, String option) {
        world.trial.workplace.sink(
                file,
                """
                - route:
                    id: team
                    from:
                      uri: kamelet:tekton-events-source
                      parameters: { subscription: team, OPTION }
                      steps:
                        - to:
                            uri: kamelet:cloudevents-http-sink
                            parameters: { url: "URL" }
                """
                        .replace("OPTION", option)
                        .replace("URL", world.sink(TEAM).url()));
    }
}
