package io.github.tektoncourier.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.api.client.RefusedSinks;
import io.github.tektoncourier.api.client.RemoteJournal;
import io.github.tektoncourier.api.json.BooksJson;
import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.Hold;
import io.github.tektoncourier.journal.JournalView;
import io.github.tektoncourier.journal.Usage;
import io.github.tektoncourier.journal.history.LatestFailure;
import io.github.tektoncourier.text.LogText;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code courier status}: the books, read beside a running service or without one. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description =
                "Says per subscription what was appended, delivered, filtered, what is pending and dead, and whether"
                        + " that adds up (exit 1 if not).")
final class StatusCommand implements Callable<Integer> {

    enum Output {
        text,
        json
    }

    private static final String HINT =
            "What became of one event: courier explain NS/NAME; step by step: docs/troubleshoot.md\n";

    @Mixin
    private JournalAccess access = new JournalAccess();

    @Option(names = "--output", defaultValue = "text", description = "text or json.")
    private Output output = Output.text;

    private final Clock clock = Clock.systemUTC();

    @Override
    public Integer call() throws JsonProcessingException {
        Answer answer = access.read(StatusCommand::answer);
        System.out.print(
                output == Output.json
                        ? json(answer)
                        : text(answer) + room(answer) + damage(answer) + HINT + refused(answer));
        return answer.books().stream().allMatch(Books::balanced) ? 0 : 1;
    }

    private record Answer(
            List<Books> books,
            List<Hold> holds,
            List<LatestFailure> failures,
            Usage usage,
            Optional<Instant> rebuilt,
            List<String> setAside,
            List<String> refusedFiles) {

        Optional<LatestFailure> failure(String subscription) {
            return failures.stream()
                    .filter(failure -> failure.subscription().equals(subscription))
                    .findFirst();
        }

        Optional<Hold> hold(String subscription) {
            return holds.stream()
                    .filter(hold -> hold.subscription().equals(subscription))
                    .findFirst();
        }
    }

    private static Answer answer(JournalView journal) {
        return new Answer(
                journal.books(),
                journal.holds(),
                journal.failures(),
                journal.usage(),
                journal.rebuilt(),
                journal.setAside(),
                journal instanceof RemoteJournal remote ? remote.refusedFiles() : List.of());
    }

    private String refused(Answer answer) {
        if (!access.remote()) {
            return RefusedSinks.on(access.load().address());
        }
        return answer.refusedFiles().isEmpty()
                ? ""
                : "Sink files refused:\n"
                        + answer.refusedFiles().stream()
                                .map(line -> "  " + LogText.line(line) + "\n")
                                .collect(Collectors.joining());
    }

    private static String damage(Answer answer) {
        if (answer.setAside().isEmpty()) {
            return "";
        }
        return answer.rebuilt()
                        .map(at -> "The journal was rebuilt from a damaged database at "
                                + at.truncatedTo(ChronoUnit.SECONDS) + "; the log of that time says what was lost.\n")
                        .orElse("")
                + "Set aside in its directory: " + String.join(", ", answer.setAside())
                + ". Delete what nobody needs any more.\n";
    }

    private String text(Answer answer) {
        List<Books> books = answer.books();
        if (books.isEmpty()) {
            return "No subscription has started yet: set the address of a shipped sink or put a file into the sinks"
                    + " folder.\n";
        }
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%-20s %-5s %9s %9s %9s %8s %6s %8s  %s%n",
                "subscription",
                "state",
                "appended",
                "delivered",
                "filtered",
                "pending",
                "dead",
                "dropped",
                "oldest pending"));
        for (Books b : books) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-20s %-5s %9d %9d %9d %8d %6d %8d  %s%n",
                    b.subscription(),
                    b.state(),
                    b.appended(),
                    b.delivered(),
                    b.filtered(),
                    b.pending(),
                    b.dead(),
                    b.dropped(),
                    age(b.oldestPending())));
            again(b.again(), text);
            Instant down = b.downSince();
            if (down != null) {
                text.append("  down since ")
                        .append(down.truncatedTo(ChronoUnit.SECONDS))
                        .append('\n');
            }
            if (!b.lastError().isEmpty() && b.pending() + b.dead() > 0) {
                text.append("  last error: ").append(b.lastError()).append('\n');
                answer.failure(b.subscription()).ifPresent(failure -> text.append("    ")
                        .append(failure.words())
                        .append(", ")
                        .append(failure.attempt().at().truncatedTo(ChronoUnit.SECONDS))
                        .append('\n'));
            }
            if (b.refused() > 0) {
                text.append("  refused values of its slot: ")
                        .append(b.refused())
                        .append(", the last: ")
                        .append(b.lastRefusal())
                        .append('\n');
            }
        }
        boolean balanced = books.stream().allMatch(Books::balanced);
        return text.append(balanced ? "The books balance" : "The books DO NOT balance; please report this")
                .append(": appended = delivered + filtered + pending + dead + dropped.\n")
                .toString();
    }

    private static void again(Books.Again again, StringBuilder text) {
        if (!again.equals(Books.Again.NOTHING)) {
            text.append("  beside that: ")
                    .append(again.retried())
                    .append(" dead letters retried, ")
                    .append(again.replayed())
                    .append(" events replayed, ")
                    .append(again.replaying())
                    .append(" to be replayed, ")
                    .append(again.replayFailed())
                    .append(" replays refused\n");
        }
    }

    /** How full the journal is and, where it matters, which subscriptions keep it so. */
    private String room(Answer answer) {
        Usage usage = answer.usage();
        StringBuilder text = new StringBuilder("The journal uses ").append(size(usage.usedBytes()));
        if (usage.maxBytes() > 0) {
            text.append(" of ")
                    .append(size(usage.maxBytes()))
                    .append(" (")
                    .append(usage.percent())
                    .append(" %)");
        }
        text.append(usage.full() ? ". It is full: watching pauses until there is room.\n" : ".\n");
        for (Hold hold : answer.holds()) {
            if (hold.bytes() * 10 > usage.maxBytes()) {
                text.append("  kept for ")
                        .append(hold.subscription())
                        .append(": about ")
                        .append(size(hold.bytes()))
                        .append(", the oldest ")
                        .append(age(hold.since()))
                        .append(" old\n");
            }
        }
        return text.toString();
    }

    private static String size(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0);
    }

    private String age(@Nullable Instant oldest) {
        return oldest == null
                ? "-"
                : Duration.between(oldest, clock.instant())
                        .truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                        .toString()
                        .substring(2)
                        .toLowerCase(Locale.ROOT);
    }

    private static String json(Answer answer) throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper();
        ArrayNode list = mapper.createArrayNode();
        for (Books b : answer.books()) {
            ObjectNode one = list.addObject();
            BooksJson.counters(one, b, answer.hold(b.subscription()).orElse(null));
            BooksJson.errors(one, b);
            answer.failure(b.subscription()).ifPresent(failure -> BooksJson.failure(one, failure));
        }
        return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(list) + "\n";
    }
}
