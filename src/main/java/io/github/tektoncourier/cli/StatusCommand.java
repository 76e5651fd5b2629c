package io.github.tektoncourier.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.Settings;
import io.github.tektoncourier.StartException;
import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.JournalReader;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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

    @Mixin
    private SettingsOptions options = new SettingsOptions();

    @Option(names = "--output", defaultValue = "text", description = "text or json.")
    private Output output = Output.text;

    private final Clock clock = Clock.systemUTC();

    @Override
    public Integer call() throws JsonProcessingException {
        Settings settings = options.load(Map.of());
        List<Books> books = read(settings);
        System.out.print(output == Output.json ? json(books) : text(books));
        return books.stream().allMatch(Books::balanced) ? 0 : 1;
    }

    private static List<Books> read(Settings settings) {
        try (JournalReader journal = JournalReader.open(settings.path("courier.journal.directory"))) {
            return journal.books();
        } catch (JournalException e) {
            throw StartException.environment(e.getMessage());
        }
    }

    private String text(List<Books> books) {
        if (books.isEmpty()) {
            return "No subscription has started yet: set the address of a shipped sink or put a file into the sinks folder.\n";
        }
        StringBuilder text = new StringBuilder(String.format(
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
            if (!b.lastError().isEmpty() && b.pending() + b.dead() > 0) {
                text.append("  last error: ").append(b.lastError()).append('\n');
            }
        }
        boolean balanced = books.stream().allMatch(Books::balanced);
        return text.append(balanced ? "The books balance" : "The books DO NOT balance; please report this")
                .append(": appended = delivered + filtered + pending + dead + dropped.\n")
                .toString();
    }

    private String age(@Nullable Instant oldest) {
        return oldest == null
                ? "-"
                : Duration.between(oldest, clock.instant())
                        .truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                        .toString()
                        .substring(2)
                        .toLowerCase(java.util.Locale.ROOT);
    }

    private static String json(List<Books> books) throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper();
        ArrayNode list = mapper.createArrayNode();
        for (Books b : books) {
            ObjectNode one = list.addObject()
                    .put("subscription", b.subscription())
                    .put("state", b.state())
                    .put("appended", b.appended())
                    .put("delivered", b.delivered())
                    .put("filtered", b.filtered())
                    .put("pending", b.pending())
                    .put("dead", b.dead())
                    .put("dropped", b.dropped())
                    .put("parkedRuns", b.parkedRuns())
                    .put("lastError", b.lastError())
                    .put("balanced", b.balanced());
            if (b.oldestPending() != null) {
                one.put("oldestPending", b.oldestPending().toString());
            }
        }
        return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(list) + "\n";
    }
}
