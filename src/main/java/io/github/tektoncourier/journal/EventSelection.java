package io.github.tektoncourier.journal;

import io.github.tektoncourier.filter.Globs;
import io.github.tektoncourier.journal.history.NamespaceScope;
import java.time.Instant;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which events a command means; what is absent leaves none out.
 *
 * @param event an event's id
 * @param run a run's UID, or its namespace and name with a slash between them
 * @param type globs over event types
 * @param reason a part of the answer that made an event a dead letter
 * @param since of dead letters, when they died; else when an event was appended
 * @param until the same
 * @param visible namespaces of which the asker may see anything
 */
public record EventSelection(
        @Nullable String subscription,
        @Nullable String event,
        @Nullable String run,
        @Nullable String type,
        @Nullable String reason,
        @Nullable Instant since,
        @Nullable Instant until,
        NamespaceScope visible) {

    /** All events. */
    public static final EventSelection ALL =
            new EventSelection(null, null, null, null, null, null, null, NamespaceScope.ALL);

    public EventSelection withSubscription(@Nullable String value) {
        return new EventSelection(value, event, run, type, reason, since, until, visible);
    }

    public EventSelection withEvent(@Nullable String value) {
        return new EventSelection(subscription, value, run, type, reason, since, until, visible);
    }

    public EventSelection withRun(@Nullable String value) {
        return new EventSelection(subscription, event, value, type, reason, since, until, visible);
    }

    public EventSelection withType(@Nullable String value) {
        return new EventSelection(subscription, event, run, value, reason, since, until, visible);
    }

    public EventSelection withReason(@Nullable String value) {
        return new EventSelection(subscription, event, run, type, value, since, until, visible);
    }

    public EventSelection withTimes(@Nullable Instant from, @Nullable Instant to) {
        return new EventSelection(subscription, event, run, type, reason, from, to, visible);
    }

    public EventSelection withVisible(NamespaceScope scope) {
        return new EventSelection(subscription, event, run, type, reason, since, until, scope);
    }

    /** Which types the globs over types, if any, take; read once for all rows of a query. */
    public Predicate<String> types() {
        return Globs.of(type)::matches;
    }
}
