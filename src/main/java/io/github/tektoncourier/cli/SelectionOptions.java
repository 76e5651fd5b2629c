package io.github.tektoncourier.cli;

import io.github.tektoncourier.StartException;
import io.github.tektoncourier.journal.EventSelection;
import io.github.tektoncourier.text.Durations;
import io.github.tektoncourier.text.LogText;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which commands about stored events say which ones they mean. */
final class SelectionOptions {

    @Option(names = "--subscription", paramLabel = "NAME", description = "Only of this subscription.")
    private @Nullable String subscription;

    @Option(names = "--run", paramLabel = "NS/NAME", description = "Only of this run: namespace and name, or UID.")
    private @Nullable String run;

    @Option(names = "--type", paramLabel = "GLOB", description = "Only types that match, e.g. *.failed.*")
    private @Nullable String type;

    @Option(names = "--since", paramLabel = "TIME", description = "Not before: a time, or a duration back such as 2h.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Not after: a time, or a duration back such as 2h.")
    private @Nullable String until;

    /** The subscription, absent where none is named. */
    @Nullable
    String subscription() {
        return subscription;
    }

    /** Whether a time is given. */
    boolean hasTime() {
        return since != null || until != null;
    }

    /** Whether nothing narrows the selection. */
    boolean isEmpty() {
        return subscription == null && run == null && type == null && !hasTime();
    }

    /**
     * The selection.
     *
     * @throws StartException when a time cannot be read
     */
    EventSelection selection(Clock clock) {
        return EventSelection.ALL
                .withSubscription(subscription)
                .withRun(run)
                .withType(type)
                .withTimes(time("--since", since, clock), time("--until", until, clock));
    }

    /**
     * A time as it is typed; absent where none is.
     *
     * @throws StartException when it cannot be read
     */
    static @Nullable Instant time(String option, @Nullable String text, Clock clock) {
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text.strip()).toInstant();
        } catch (DateTimeException noTime) {
            try {
                return clock.instant().minus(Durations.parse(option, text));
            } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
                throw StartException.wrongUse(option + "=" + LogText.line(text, 60)
                        + " is no time. Write 2026-11-30T08:00:00Z, or how long ago, such as 30m, 2h or 3d.");
            }
        }
    }
}
