package io.github.tektoncourier.journal.sqlite;

import io.github.tektoncourier.filter.Globs;
import io.github.tektoncourier.journal.Batches;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.Outcome;
import io.github.tektoncourier.journal.StartFrom;
import io.github.tektoncourier.journal.SubscriptionSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;

/** A process of its own that appends and delivers until it is killed; says on stdout what it was told is durable. */
final class CrashingOwner {

    private CrashingOwner() {}

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        String prefix = args[1];
        SqliteJournal journal = SqliteJournal.open(JournalSettings.in(directory), Clock.systemUTC());
        journal.subscribe(subscription(), event -> {
            say("sent " + event.attributes().get("id"));
            return Outcome.DELIVERED;
        });
        CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
        for (int i = 0; i < 1_000_000; i++) {
            String uid = prefix + "-" + i;
            last = journal.append(Batches.batch(uid, "queued"));
            last.thenRun(() -> say("durable " + uid));
            if (i % 64 == 63) {
                last.join();
            }
        }
    }

    static SubscriptionSettings subscription() {
        return SubscriptionSettings.named("s")
                .withFilters(Globs.ANY, Globs.ANY, Globs.ANY, Globs.ANY)
                .withStartFrom(new StartFrom.Earliest());
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
