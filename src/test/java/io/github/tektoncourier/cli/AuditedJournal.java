package io.github.tektoncourier.cli;

import static org.awaitility.Awaitility.await;

import io.github.tektoncourier.filter.Globs;
import io.github.tektoncourier.journal.Batches;
import io.github.tektoncourier.journal.Journal;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.Outcome;
import io.github.tektoncourier.journal.StartFrom;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.Unacceptable;
import io.github.tektoncourier.journal.engine.JournalFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

/** A journal with events of two runs, of which the subscription {@code audit} refused one for good. */
final class AuditedJournal {

    private AuditedJournal() {}

    static Journal open(Path directory) throws Exception {
        Journal journal = JournalFactory.open(JournalSettings.in(directory), Clock.systemUTC());
        journal.subscribe(
                SubscriptionSettings.named("audit")
                        .withFilters(Globs.ANY, Globs.ANY, Globs.ANY, Globs.ANY)
                        .withStartFrom(new StartFrom.Earliest()),
                event -> {
                    if (event.attributes().getOrDefault("id", "").startsWith("build-7/")) {
                        throw new Unacceptable();
                    }
                    return Outcome.DELIVERED;
                });
        journal.append(Batches.batch("deploy-3", "queued", "failed")).get(10, TimeUnit.SECONDS);
        journal.append(Batches.batch("build-7", "failed")).get(10, TimeUnit.SECONDS);
        await().until(() -> journal.books().get(0).pending() == 0);
        return journal;
    }
}
