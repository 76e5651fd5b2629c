package io.github.tektoncourier.faults;

import io.github.tektoncourier.e2e.Life;
import java.util.ArrayList;
import java.util.List;

/**
 * What one run of a pair's traffic went through, by the harness's clock ({@link System#nanoTime()}).
 *
 * @param team value of its label {@code team}
 * @param created when the object was stored
 * @param written when each of its statuses was stored, as far as it got
 * @param deletedAt when it was deleted or undone by a restored backup; 0 while it exists
 */
record LivedRun(
        String uid,
        Life life,
        String namespace,
        String name,
        String team,
        long created,
        List<Long> written,
        long deletedAt) {

    /** A lasting moment and when the object first proved it. */
    record Proven(String moment, long at) {}

    LivedRun wrote(long at) {
        List<Long> more = new ArrayList<>(written);
        more.add(at);
        return new LivedRun(uid, life, namespace, name, team, created, List.copyOf(more), deletedAt);
    }

    LivedRun deleted(long at) {
        return new LivedRun(uid, life, namespace, name, team, created, written, at);
    }

    boolean exists() {
        return deletedAt == 0;
    }

    boolean finished() {
        return written.size() == life.statuses().size();
    }

    /** When it ended; far in the future while it goes on. */
    long endedAt() {
        return finished() ? written.get(written.size() - 1) : Long.MAX_VALUE;
    }

    /** Every lasting moment that what was stored so far proves. */
    List<Proven> proven() {
        List<Proven> all = new ArrayList<>();
        List<String> told = life.told(uid).toList();
        for (int n = 0; n < told.size(); n++) {
            prove(all, told.get(n), n == told.size() - 1 ? life.statuses().size() - 1 : provenBy(told.get(n)));
        }
        if (life.kind() == Life.Kind.TASK_RUN) {
            prove(
                    all,
                    uid + " io.github.tektoncourier.taskrun.stepfinished.v1",
                    life.statuses().size() - 1);
        }
        return all;
    }

    private void prove(List<Proven> all, String moment, int status) {
        if (status < written.size()) {
            all.add(new Proven(moment, status < 0 ? created : written.get(status)));
        }
    }

    /** The index of the first status that proves it; -1 when the object itself does. */
    private int provenBy(String moment) {
        if (moment.endsWith(".queued.v1") || life.kind() == Life.Kind.CUSTOM_RUN) {
            return -1;
        }
        List<String> proofs =
                moment.endsWith(".started.v1") ? List.of("startTime") : List.of("\"steps\"", "childReferences");
        for (int n = 0; n < life.statuses().size(); n++) {
            if (proofs.stream().anyMatch(life.statuses().get(n)::contains)) {
                return n;
            }
        }
        throw new IllegalStateException("no status of this life proves " + moment);
    }
}
