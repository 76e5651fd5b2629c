package io.github.tektoncourier.journal.delivery;

import io.github.tektoncourier.cloudevent.Trimming;
import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.Subscription;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.Verdict;
import io.github.tektoncourier.journal.track.Attributes;
import io.github.tektoncourier.journal.track.EventRow;
import io.github.tektoncourier.slot.SlotReading;
import io.github.tektoncourier.text.LogText;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once what goes wrong with a sink, and once that it is over; never a stack trace for every attempt. */
public final class EpisodeLog implements DeliveryListener {

    private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);
    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

    private static final long WAITS_MILLIS = 60_000;

    private final SubscriptionSettings settings;
    private long saidFailing = System.nanoTime() - QUIET_NANOS;
    private long saidParked = saidFailing;
    private long saidTooLarge = saidFailing;
    private long saidFull = saidFailing;
    private long saidUnsent = saidFailing;
    private long saidRefused = saidFailing;
    private long saidWaits;
    private boolean saidRoom = true;

    EpisodeLog(SubscriptionSettings settings) {
        this.settings = settings;
    }

    @Override
    public void failing(DeliveryState.Attempt attempt, Lane.Failure failure) {
        if (System.nanoTime() - saidFailing >= QUIET_NANOS) {
            saidFailing = System.nanoTime();
            LOG.warn(
                    "Subscription {}: {} attempt {} failed: {}. It is tried again {}.",
                    settings.name(),
                    about(attempt),
                    failure.attempts(),
                    failure.answer(),
                    patience());
        }
    }

    @Override
    public void parked(Lane lane, Lane.Failure failure, int parkedRuns) {
        if (System.nanoTime() - saidParked >= QUIET_NANOS) {
            saidParked = System.nanoTime();
            LOG.warn(
                    "Subscription {}: {} attempt {} failed, and its run stands aside: {}. Others go on; {} runs stand"
                            + " aside now. It is tried again {}.",
                    settings.name(),
                    about(lane),
                    failure.attempts(),
                    failure.answer(),
                    parkedRuns,
                    patience());
        }
    }

    @Override
    public void tooLarge(DeliveryState.Attempt attempt, Lane.Failure failure) {
        if (System.nanoTime() - saidTooLarge >= QUIET_NANOS) {
            saidTooLarge = System.nanoTime();
            LOG.info(
                    "Subscription {}: {} attempt {} is too large for the sink ({}). It goes again, trimmed to"
                            + " rung {} of {}; with maxBytes on the sink such events are trimmed before they are sent.",
                    settings.name(),
                    about(attempt),
                    failure.attempts(),
                    failure.answer(),
                    attempt.lane().trim,
                    Trimming.LAST);
        }
    }

    @Override
    public void dead(DeliveryState.Attempt attempt, Lane.Failure failure) {
        LOG.warn(
                "Subscription {}: {} attempt {} failed for good; it is a dead letter: {}. courier dead retry sends it"
                        + " again; docs/troubleshoot.md says how to find out why.",
                settings.name(),
                about(attempt),
                failure.attempts(),
                failure.answer());
    }

    @Override
    public void deadUnsent(EventRow row, String why) {
        if (System.nanoTime() - saidUnsent >= QUIET_NANOS) {
            saidUnsent = System.nanoTime();
            LOG.warn(
                    "Subscription {}: {} attempt 0 was not made; it is a dead letter: {}. courier dead retry sends it"
                            + " again; docs/troubleshoot.md says how to find out why.",
                    settings.name(),
                    about(row),
                    why);
        }
    }

    @Override
    public void refused(EventRow row, List<SlotReading.RefusedValue> values) {
        if (System.nanoTime() - saidRefused >= QUIET_NANOS) {
            saidRefused = System.nanoTime();
            LOG.warn(
                    "Subscription {}: {} attempt 0 was not made to {} values of its slot. The first is {}",
                    settings.name(),
                    about(row),
                    values.size(),
                    values.get(0));
        }
    }

    @Override
    public void down(Verdict verdict) {
        LOG.warn(
                "Subscription {}: the sink does not take anything: {}. Its events wait in the journal, nothing is lost;"
                        + " it is asked again every {} to {} s.",
                settings.name(),
                verdict.brief(),
                settings.backoff().first().toSeconds(),
                settings.backoff().max().toSeconds());
    }

    @Override
    public void back() {
        LOG.info("Subscription {}: the sink is back", settings.name());
    }

    /** Says once a minute what waits while the sink takes nothing. */
    @Override
    public void waits(long since, long events, String answer, long now) {
        if (now - Math.max(since, saidWaits) >= WAITS_MILLIS) {
            saidWaits = now;
            LOG.warn(
                    "Subscription {}: {} events wait; the sink has taken nothing since {} (last answer: {})",
                    settings.name(),
                    events,
                    Instant.ofEpochMilli(since).truncatedTo(ChronoUnit.SECONDS),
                    answer);
        }
    }

    /** Says what is given up with a subscription whose file is gone. */
    public static void ended(Books books) {
        if (books.pending() == 0) {
            LOG.info(
                    "Subscription {} has ended, because no file subscribes as it. No event waited.",
                    books.subscription());
            return;
        }
        Instant oldest = books.oldestPending();
        LOG.warn(
                "Subscription {} has ended, because no file subscribes as it: {} waiting events{} are given up. What"
                        + " the journal still has of them is delivered if the file comes back.",
                books.subscription(),
                books.pending(),
                oldest == null ? "" : ", the oldest of " + oldest.truncatedTo(ChronoUnit.SECONDS) + ",");
    }

    @Override
    public void full(int parkedRuns, int parkedEvents, String answer) {
        if (System.nanoTime() - saidFull >= QUIET_NANOS) {
            saidFull = System.nanoTime();
            saidRoom = false;
            LOG.warn(
                    "Subscription {}: {} runs with {} events stand aside, more cannot: the next that the sink refuses"
                            + " holds up all others (last answer: {}). Repair the sink, or let it give up sooner by"
                            + " retryFor.",
                    settings.name(),
                    parkedRuns,
                    parkedEvents,
                    answer);
        }
    }

    @Override
    public void room() {
        if (!saidRoom) {
            saidRoom = true;
            LOG.info("Subscription {}: runs can stand aside again", settings.name());
        }
    }

    /** Run, type and id, or its sequence where it could not be read. */
    private static String about(DeliveryState.Attempt attempt) {
        String about = attempt.lane().about;
        return about.isEmpty() ? "event " + attempt.entry().seq() : about;
    }

    private static String about(Lane lane) {
        return lane.about.isEmpty() ? "run " + LogText.line(lane.key, 100) : lane.about;
    }

    private static String about(EventRow row) {
        try {
            return DeliveryAttempt.words(Attributes.parse(row.attributes()));
        } catch (RuntimeException e) {
            return "event " + row.seq(); // what is damaged is said where it is read
        }
    }

    private String patience() {
        return settings.retryFor().equals(SubscriptionSettings.FOREVER)
                ? "until it is taken"
                : "for " + settings.retryFor().toString().substring(2).toLowerCase(java.util.Locale.ROOT);
    }
}
