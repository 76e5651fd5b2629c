package io.github.tektoncourier.journal.camel;

import io.github.tektoncourier.journal.Journal;
import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.engine.JournalFactory;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.support.LifecycleStrategySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal that a component opens in an application which has none. It is bound in the registry, where the watch and
 * the steps in front of the journal find what was told.
 */
final class OwnJournal implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OwnJournal.class);
    private static final String NAME = "tektonCourierJournal";
    private static final Map<String, String> LIBRARIES = new TreeMap<>(Map.of(
            "org.sqlite.JDBC", "org.xerial:sqlite-jdbc", "com.github.luben.zstd.Zstd", "com.github.luben:zstd-jni"));

    private final CamelContext context;
    private final Journal journal;

    private OwnJournal(CamelContext context, Journal journal) {
        this.context = context;
        this.journal = journal;
    }

    /**
     * Opens it before the context's routes start.
     *
     * @param giveUp subscriptions for which nothing is kept any more
     * @throws JournalException when a library is missing or the journal cannot be opened
     * @throws io.github.tektoncourier.journal.JournalLockedException when another process owns the journal
     */
    static OwnJournal open(CamelContext context, JournalSettings settings, Set<String> giveUp) {
        refuseMissingLibraries(context, settings);
        Clock clock = context.getRegistry().findSingleByType(Clock.class);
        OwnJournal own =
                new OwnJournal(context, JournalFactory.open(settings, clock == null ? Clock.systemUTC() : clock));
        own.release(giveUp);
        context.getRegistry().bind(NAME, Journal.class, own.journal);
        own.follow();
        return own;
    }

    Journal journal() {
        return journal;
    }

    @Override
    public void close() {
        context.getRegistry().unbind(NAME);
        journal.close();
    }

    private void release(Set<String> giveUp) {
        Set<String> known = new LinkedHashSet<>(giveUp);
        known.retainAll(journal.waitedFor());
        if (!known.isEmpty()) {
            journal.release(known);
            LOG.info(
                    "Nothing is kept any more for the subscriptions {}, as camel.component.journal.giveUp says.",
                    known);
        }
    }

    private void follow() {
        var unused = journal.ended()
                .thenRun(
                        () -> LOG.error(
                                "The file of the journal was damaged or deleted while in use, and was put right."
                                        + " Nothing is collected and delivered until this application starts again: restart it."));
        context.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onContextStarted(CamelContext started) {
                tellAbsent();
            }

            @Override
            public void onContextStopping(CamelContext stopping) {
                journal.giveUpWaiting();
            }
        });
    }

    /** A subscription that no route has holds the journal back until it is full, and then the watch pauses. */
    private void tellAbsent() {
        Set<String> absent = new TreeSet<>(journal.waitedFor());
        for (Endpoint endpoint : context.getEndpoints()) {
            if (endpoint instanceof JournalEndpoint ours) {
                absent.remove(ours.getSubscription());
            }
        }
        if (!absent.isEmpty()) {
            LOG.warn(
                    "The journal keeps events for the subscriptions {}, which no route has, until it is full. Add their"
                            + " routes again, or let go of them by camel.component.journal.giveUp={}.",
                    absent,
                    String.join(",", absent));
        }
    }

    private static void refuseMissingLibraries(CamelContext context, JournalSettings settings) {
        List<String> missing = LIBRARIES.entrySet().stream()
                .filter(library -> context.getClassResolver().resolveClass(library.getKey()) == null)
                .map(Map.Entry::getValue)
                .toList();
        if (!missing.isEmpty()) {
            throw new JournalException(
                    "The journal in " + settings.directory() + " needs " + String.join(" and ", missing)
                            + ", and the class path has " + (missing.size() == 1 ? "it" : "them")
                            + " not. Add what the dependencies of the Kamelet tekton-events-source name.");
        }
    }
}
