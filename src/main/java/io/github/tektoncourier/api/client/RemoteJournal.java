package io.github.tektoncourier.api.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.api.json.BooksJson;
import io.github.tektoncourier.api.json.DeadLetterJson;
import io.github.tektoncourier.api.json.HistoryJson;
import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.DeadLetter;
import io.github.tektoncourier.journal.EventSelection;
import io.github.tektoncourier.journal.Hold;
import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.JournalRequest;
import io.github.tektoncourier.journal.JournalView;
import io.github.tektoncourier.journal.Usage;
import io.github.tektoncourier.journal.history.LatestFailure;
import io.github.tektoncourier.journal.history.NamespaceScope;
import io.github.tektoncourier.journal.history.RunHistory;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The journal of a running service, by its HTTP API. */
public final class RemoteJournal implements JournalView {

    private static final int PAGE = 500;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final ApiClient client;
    private @Nullable JsonNode subscriptions;
    private @Nullable JsonNode journal;

    public RemoteJournal(ApiClient client) {
        this.client = client;
    }

    @Override
    public List<Books> books() {
        return each(subscriptions(), BooksJson::read);
    }

    @Override
    public List<Hold> holds() {
        return each(subscriptions(), BooksJson::hold).stream()
                .flatMap(Optional::stream)
                .sorted((a, b) -> Long.compare(b.bytes(), a.bytes()))
                .toList();
    }

    @Override
    public List<LatestFailure> failures(NamespaceScope visible) {
        return each(subscriptions(), BooksJson::failure).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private JsonNode subscriptions() {
        JsonNode known = subscriptions;
        if (known == null) {
            known = client.get("subscriptions", Map.of()).path("subscriptions");
            subscriptions = known;
        }
        return known;
    }

    @Override
    public Optional<Instant> rebuilt() {
        String at = journal().path("rebuilt").asText();
        return at.isEmpty() ? Optional.empty() : Optional.of(read(() -> Instant.parse(at)));
    }

    @Override
    public List<String> setAside() {
        return each(journal().path("setAside"), JsonNode::asText);
    }

    @Override
    public Usage usage() {
        return new Usage(
                journal().path("usedBytes").asLong(), journal().path("maxBytes").asLong());
    }

    private JsonNode journal() {
        JsonNode known = journal;
        if (known == null) {
            known = client.get("journal", Map.of());
            journal = known;
        }
        return known;
    }

    /** Lines about sink files that do not run as they are. */
    public List<String> refusedFiles() {
        List<String> lines = new ArrayList<>();
        for (JsonNode file : client.get("sinks", Map.of()).path("sinks")) {
            file.path("reasons").forEach(reason -> lines.add(reason.asText()));
        }
        return lines;
    }

    @Override
    public List<DeadLetter> dead(EventSelection which, DeadLetter.@Nullable Key after, int limit) {
        if (after != null) {
            throw new IllegalArgumentException("pages are the server's");
        }
        List<DeadLetter> found = new ArrayList<>();
        Map<String, String> query = values(which);
        String next = "";
        do {
            query.put("limit", Integer.toString(Math.min(PAGE, limit - found.size())));
            if (!next.isEmpty()) {
                query.put("after", next);
            }
            JsonNode answer = client.get("dead", query);
            found.addAll(each(answer.path("dead"), DeadLetterJson::read));
            next = answer.path("next").asText();
        } while (!next.isEmpty() && found.size() < limit);
        return found;
    }

    @Override
    public List<RunHistory> history(String what, @Nullable String subscription, NamespaceScope visible) {
        Map<String, String> query = new LinkedHashMap<>(Map.of("of", what));
        if (subscription != null) {
            query.put("subscription", subscription);
        }
        return each(client.get("history", query).path("runs"), HistoryJson::read);
    }

    @Override
    public JournalRequest.Result preview(JournalRequest request) {
        return result(client.post(request.action().word(), body(request).put("dryRun", true)));
    }

    /**
     * Has the service do something, and waits until it is done.
     *
     * @throws JournalException when it is not done, in words
     */
    public JournalRequest.Result ask(JournalRequest request) {
        JsonNode answer = client.post(request.action().word(), body(request));
        String id = answer.path("id").asText();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!answer.path("done").asBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new JournalException(
                        "The service has not done it within 10 minutes; it goes on with it. `courier status` says how far"
                                + " it is.");
            }
            pause(); // the server waits some seconds before it answers, but for one caller at a time only
            answer = client.get("request", Map.of("id", id));
        }
        return result(answer);
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JournalException("Interrupted while waiting for the service", e);
        }
    }

    private static JournalRequest.Result result(JsonNode answer) {
        return new JournalRequest.Result(
                answer.path("deadLetters").asLong(), answer.path("events").asLong());
    }

    private static ObjectNode body(JournalRequest request) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        values(request.selection()).forEach(body::put);
        return body;
    }

    private static Map<String, String> values(EventSelection which) {
        Map<String, String> values = new LinkedHashMap<>();
        put(values, "subscription", which.subscription());
        put(values, "event", which.event());
        put(values, "run", which.run());
        put(values, "type", which.type());
        put(values, "reason", which.reason());
        put(values, "since", which.since());
        put(values, "until", which.until());
        return values;
    }

    private static void put(Map<String, String> values, String name, @Nullable Object value) {
        if (value != null) {
            values.put(name, value.toString());
        }
    }

    private static <T> List<T> each(JsonNode array, Function<JsonNode, T> one) {
        List<T> found = new ArrayList<>();
        for (JsonNode node : array) {
            found.add(read(() -> one.apply(node)));
        }
        return found;
    }

    private static <T> T read(Supplier<T> value) {
        try {
            return value.get();
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new JournalException(
                    "The server's answer cannot be read. Is it a courier of this command's version?", e);
        }
    }

    @Override
    public void close() {
        // each request has its own connection
    }
}
