package io.github.tektoncourier.journal.append;

import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.Condition;
import io.github.tektoncourier.run.Run;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Up to when a change proves that nothing was missed. That it is here now proves nothing: after a pause, old changes come
 * in one burst. An API server sends bookmarks only to watchers that are up to date; a list shows the moment at which it
 * began; any other change is no older than the times that its object states.
 */
final class SyncPoint {

    private final Map<String, Long> lists = new HashMap<>();

    /** In milliseconds; 0 when it proves nothing. */
    long of(Change change, long arrived) {
        String scope = change.scope().key();
        return switch (change.type()) {
            case BOOKMARK -> arrived;
            case LIST_COMPLETE -> lists.getOrDefault(scope, arrived);
            default -> latest(change, arrived);
        };
    }

    /** To be told of every object that a list finds, in the order of arrival. */
    void listed(Change change, long arrived) {
        lists.putIfAbsent(change.scope().key(), arrived);
    }

    /** These lists are complete, and that is on disk. */
    void committed(Collection<String> scopes) {
        lists.keySet().removeAll(scopes);
    }

    private static long latest(Change change, long arrived) {
        Run run = change.run();
        if (change.event() != null) {
            return stated(change.event().time(), arrived);
        }
        if (run == null) {
            return 0;
        }
        Condition condition = run.current().condition();
        long latest = Math.max(stated(run.created(), arrived), stated(run.deleted(), arrived));
        latest = Math.max(latest, stated(run.current().startTime(), arrived));
        latest = Math.max(latest, stated(run.current().completionTime(), arrived));
        return Math.max(latest, stated(condition == null ? null : condition.lastTransitionTime(), arrived));
    }

    /** The right to write a status is the right to write any time into it; one that is still to come is no proof. */
    private static long stated(@Nullable Instant time, long arrived) {
        return time == null || time.isAfter(Instant.ofEpochMilli(arrived)) || time.isBefore(Instant.EPOCH)
                ? 0
                : time.toEpochMilli();
    }
}
