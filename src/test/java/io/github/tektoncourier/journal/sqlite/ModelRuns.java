package io.github.tektoncourier.journal.sqlite;

import io.cloudevents.CloudEvent;
import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.journal.Batches;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A cluster of a dozen runs that live, are listed again, go and come back, as a watch would tell of it. */
final class ModelRuns {

    static final Scope ALL = Batches.SCOPE;
    static final Scope OTHERS = new Scope("test", "taskruns", "ns-o", "");
    private static final List<String> MOMENTS =
            List.of("queued", "started", "running", "stepfinished/0/a", "stepfinished/0/b", "successful");

    private final Random random;
    private final int padding;
    private final Map<String, Integer> stages = new TreeMap<>();
    private int version;
    private int born;

    ModelRuns(Random random) {
        this.random = random;
        this.padding = random.nextInt(4) == 0 ? 60_000 : 50;
    }

    /** Whether bodies are so large that a small journal fills up. */
    boolean large() {
        return padding > 1_000;
    }

    /** What a watch might bring next. */
    List<Batch> next(Set<String> forgotten) {
        stages.keySet().removeAll(forgotten);
        return switch (random.nextInt(12)) {
            case 0 -> list(random.nextBoolean() ? ALL : OTHERS);
            case 1 -> List.of(bookmark(random.nextBoolean() ? ALL : OTHERS));
            case 2, 3 -> gone();
            case 4 -> List.of(shown(run(any()), Change.Type.MODIFIED, false, 0));
            default -> List.of(change());
        };
    }

    /** Every run once more, with all that it ever proved. */
    List<Batch> everything(Set<String> forgotten) {
        stages.keySet().removeAll(forgotten);
        List<Batch> all = new ArrayList<>();
        stages.forEach((uid, stage) -> all.add(shown(run(uid), Change.Type.LISTED, false, stage)));
        return all;
    }

    private Batch change() {
        String uid = random.nextInt(3) == 0 ? create() : any();
        int stage = Math.min(MOMENTS.size(), stages.merge(uid, 1 + random.nextInt(2), Integer::sum));
        stages.put(uid, stage);
        return shown(run(uid), Change.Type.MODIFIED, false, stage);
    }

    private String create() {
        String uid = (random.nextInt(4) == 0 ? "o" : "r") + born++;
        stages.put(uid, 0);
        return uid;
    }

    private String any() {
        if (stages.isEmpty()) {
            return create();
        }
        List<String> uids = List.copyOf(stages.keySet());
        return uids.get(random.nextInt(uids.size()));
    }

    private List<Batch> gone() {
        String uid = any();
        Run run = random.nextBoolean() ? run(uid) : Batches.run(uid, null, Integer.toString(++version), padding);
        int stage = stages.getOrDefault(uid, 0);
        return List.of(batch(Change.ofRun(scope(uid), Change.Type.DELETED, false, run), run, false, stage, "deleted"));
    }

    private List<Batch> list(Scope scope) {
        boolean silent = random.nextInt(3) == 0;
        List<Batch> list = new ArrayList<>();
        stages.forEach((uid, stage) -> {
            if (scope(uid).equals(scope)) {
                list.add(shown(run(uid), Change.Type.LISTED, silent, random.nextBoolean() ? stage : 0));
            }
        });
        list.add(new Batch(
                Change.ofScope(scope, Change.Type.LIST_COMPLETE, Integer.toString(++version)), new byte[0], List.of()));
        return list;
    }

    private Batch bookmark(Scope scope) {
        return new Batch(
                Change.ofScope(scope, Change.Type.BOOKMARK, Integer.toString(++version)), new byte[0], List.of());
    }

    private Run run(String uid) {
        // every third run belongs to one of two pipeline runs
        int number = Integer.parseInt(uid.substring(1));
        String owner = number % 3 == 0 ? "p" + number % 2 : null;
        return Batches.run(uid, owner, Integer.toString(++version), padding);
    }

    private static Scope scope(String uid) {
        return uid.startsWith("o") ? OTHERS : ALL;
    }

    private static Batch shown(Run run, Change.Type type, boolean silent, int stage) {
        return batch(Change.ofRun(scope(run.uid()), type, silent, run), run, silent, stage, null);
    }

    private static Batch batch(Change change, Run run, boolean silent, int stage, @Nullable String last) {
        List<Batch.Entry> entries = new ArrayList<>();
        for (String moment : MOMENTS.subList(0, stage)) {
            entries.add(entry(run, moment, silent));
        }
        if (last != null) {
            entries.add(entry(run, last, silent));
        }
        return new Batch(change, entries.isEmpty() || silent ? new byte[0] : Batches.data(run), entries);
    }

    private static Batch.Entry entry(Run run, String moment, boolean silent) {
        CloudEvent event = silent ? null : Batches.event(run, moment);
        return new Batch.Entry(moment, event);
    }
}
