package io.github.tektoncourier.cloudevent;

import io.github.tektoncourier.run.Cuts;
import io.github.tektoncourier.run.JsonCursor;
import io.github.tektoncourier.run.RunKind;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Leaves out of an event's data what receivers miss least, rung by rung, so that an event too large for a receiver
 * still arrives. What stays keeps its bytes.
 */
public final class Trimming {

    /** The extension that says that something was left out. */
    public static final String EXTENSION = "trimmed";

    /** Its value where values that nest too deeply were cut out before the event was stored, for all receivers. */
    public static final String DEPTH = "depth";

    /** In a route: the exchange variable with the rung that a sink is to begin at, set after a refusal for size. */
    public static final String VARIABLE = "trim";

    /** The rung that leaves metadata and conditions only. */
    public static final int LAST = 3;

    private static final int SPECS = 1;
    private static final int STEP_RESULTS = 2;

    private static final byte[] NOTHING = {};
    private static final Set<String> ROOTS =
            Arrays.stream(RunKind.values()).map(RunKind::dataKey).collect(Collectors.toUnmodifiableSet());
    private static final Set<String> EMBEDDED = Set.of("taskSpec", "pipelineSpec", "customSpec");
    private static final Set<String> OF_STATUS = Set.of("provenance", "artifacts");
    private static final Set<String> OF_STEPS = Set.of("results", "provenance", "inputs", "outputs");
    private static final Set<String> LEFT = Set.of("apiVersion", "kind", "metadata", "status");

    private final JsonCursor json;
    private final int rung;

    private Trimming(JsonCursor json, int rung) {
        this.json = json;
        this.rung = rung;
    }

    /**
     * The data without what this rung and those below leave out: embedded specs (1), results and provenance of steps
     * (2), everything but metadata and conditions (3). The same array where nothing is to be left out, as in data that
     * hold no run.
     */
    public static byte[] trim(byte[] data, int rung) {
        if (rung < SPECS || data.length == 0) {
            return data;
        }
        Cuts cuts = new Cuts(data);
        try (JsonCursor json = new JsonCursor(data, 0, data.length, cuts)) {
            if (!json.isObject()) {
                return data;
            }
            new Trimming(json, Math.min(rung, LAST)).data();
            if (!json.atEnd()) {
                return data;
            }
            byte[] trimmed = cuts.apply(0, data.length, NOTHING);
            return trimmed.length < data.length ? trimmed : data;
        } catch (IOException | IllegalStateException e) {
            return data; // a route may send what it likes, also what is no JSON
        }
    }

    /** The first rung above this one that makes the data smaller than this one does; 0 where none does. */
    public static int next(byte[] data, int rung) {
        int size = trim(data, rung).length;
        for (int further = rung + 1; further <= LAST; further++) {
            if (trim(data, further).length < size) {
                return further;
            }
        }
        return 0;
    }

    private void data() throws IOException {
        json.object(root -> {
            if (ROOTS.contains(root)) {
                run();
            } else {
                json.skip();
            }
        });
    }

    private void run() throws IOException {
        json.objectWithout(name -> rung == LAST && !LEFT.contains(name), name -> {
            switch (name) {
                case "spec" -> json.objectWithout(EMBEDDED::contains, inner -> json.skip());
                case "status" -> status();
                default -> json.skip();
            }
        });
    }

    private void status() throws IOException {
        json.objectWithout(this::droppedOfStatus, name -> {
            switch (name) {
                case "steps" -> json.array(this::step);
                case "retriesStatus" -> json.array(this::status);
                default -> json.skip();
            }
        });
    }

    private boolean droppedOfStatus(String name) {
        return switch (rung) {
            case LAST -> !name.equals("conditions");
            case STEP_RESULTS -> EMBEDDED.contains(name) || OF_STATUS.contains(name);
            default -> EMBEDDED.contains(name);
        };
    }

    private void step() throws IOException {
        if (rung < STEP_RESULTS) {
            json.skip();
            return;
        }
        json.objectWithout(OF_STEPS::contains, name -> {
            if (name.equals("terminated")) {
                json.objectWithout(this::rawResults, inner -> json.skip());
            } else {
                json.skip();
            }
        });
    }

    /** A step's termination message is a JSON array where it holds the step's results, and words where it failed. */
    private boolean rawResults(String name) throws IOException {
        return name.equals("message") && json.textOrEmpty().startsWith("[");
    }
}
