package io.github.tektoncourier.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.Outcome;
import io.github.tektoncourier.journal.SubscriptionSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9}, again and again. */
class CrashIT {

    private static final int KILLS = 3;
    /** What may be settled and not yet on disk, and what is under way. */
    private static final int REPEATS = 128 + SubscriptionSettings.DEFAULT_LANES;

    @TempDir
    Path directory;

    @Test
    @Timeout(120)
    void what_was_durable_is_there_and_only_what_was_under_way_is_repeated() throws Exception {
        List<String> durable = new ArrayList<>();
        List<String> sent = new ArrayList<>();
        for (int kill = 0; kill < KILLS; kill++) {
            runAndKill("k" + kill, 1_200 + 600 * kill, durable, sent);
        }
        List<String> rest = new CopyOnWriteArrayList<>();
        try (SqliteJournal journal = SqliteJournal.open(JournalSettings.in(directory), Clock.systemUTC())) {
            assertThat(durable).allSatisfy(uid -> assertThat(journal.told(uid)).containsExactly("queued"));
            journal.subscribe(CrashingOwner.subscription(), event -> {
                rest.add(event.attributes().get("id"));
                return Outcome.DELIVERED;
            });
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> journal.books().get(0).pending() == 0);
            Books books = journal.books().get(0);
            assertThat(books.balanced()).isTrue();
            assertThat(books.appended()).isGreaterThanOrEqualTo(durable.size());

            sent.addAll(rest);
            Set<String> distinct = new TreeSet<>(sent);
            assertThat(distinct).hasSize((int) books.appended());
            assertThat(distinct)
                    .containsAll(durable.stream().map(uid -> uid + "/queued").toList());
            assertThat(sent.size() - distinct.size()).as("repeats").isLessThanOrEqualTo(KILLS * REPEATS);
        }
    }

    private void runAndKill(String prefix, int lines, List<String> durable, List<String> sent) throws IOException {
        Process owner = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        CrashingOwner.class.getName(),
                        directory.toString(),
                        prefix)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out = owner.inputReader(StandardCharsets.UTF_8)) {
            String line = out.readLine();
            for (int i = 0; line != null; i++) {
                if (line.startsWith("durable ")) {
                    durable.add(line.substring("durable ".length()));
                } else if (line.startsWith("sent ")) {
                    sent.add(line.substring("sent ".length()));
                }
                if (i == lines) {
                    owner.toHandle().destroyForcibly(); // the other one closes the stream, too
                }
                line = out.readLine(); // what it said before it died counts
            }
        } finally {
            owner.destroyForcibly();
        }
    }
}
