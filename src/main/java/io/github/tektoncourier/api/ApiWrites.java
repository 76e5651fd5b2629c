package io.github.tektoncourier.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.journal.JournalListing;
import io.github.tektoncourier.journal.JournalRequest;
import io.github.tektoncourier.journal.JournalRequest.Action;
import io.github.tektoncourier.journal.JournalRequests;
import io.github.tektoncourier.journal.RequestRefusedException;
import io.github.tektoncourier.ops.ApiRequest;
import io.github.tektoncourier.text.LogText;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Retry, drop and replay: asked of the journal's owner by its table of requests, as commands do. */
final class ApiWrites {

    private static final Logger LOG = LoggerFactory.getLogger(ApiWrites.class);
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final int MOST_KEPT = 1_000;
    private static final long LOOK_MILLIS = 50;

    private final JournalRequests requests;
    private final long patienceNanos;
    private final Semaphore waiting = new Semaphore(1);
    private final Map<String, Submitted> submitted = new LinkedHashMap<>();

    /** Names of rows would count what others ask for, so callers get one of chance. */
    private record Submitted(long number, ApiAccess by) {}

    /** @param patienceMillis for how long an answer waits for the owner; then the caller may ask again */
    ApiWrites(JournalRequests requests, long patienceMillis) {
        this.requests = requests;
        this.patienceNanos = TimeUnit.MILLISECONDS.toNanos(patienceMillis);
    }

    /**
     * Reads a body: one flat object of texts, and truth for {@code dryRun}.
     *
     * @throws ProblemException when it is none, or names what is not known
     */
    static ApiQuery body(ApiRequest request, List<String> known) {
        String type = request.contentType() == null
                ? ""
                : request.contentType().replaceFirst(";.*", "").strip();
        if (!type.toLowerCase(Locale.ROOT).equals("application/json")) {
            throw new ProblemException(415, "Send JSON, with Content-Type: application/json.");
        }
        Map<String, String> values = new LinkedHashMap<>();
        try (JsonParser json = JSON.createParser(request.body())) {
            boolean object = json.nextToken() == JsonToken.START_OBJECT;
            while (object && json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                boolean fits = name.equals("dryRun")
                        ? value == JsonToken.VALUE_TRUE || value == JsonToken.VALUE_FALSE
                        : value == JsonToken.VALUE_STRING;
                ApiQuery.take(values, known, name, fits ? json.getText() : "");
                if (!fits) {
                    throw new ProblemException(
                            400, name + " is " + (name.equals("dryRun") ? "true or false" : "a text in quotes") + ".");
                }
            }
            if (!object || json.nextToken() != null) {
                throw new ProblemException(400, "The body is one JSON object, such as {\"subscription\": \"audit\"}.");
            }
        } catch (IOException e) {
            throw new ProblemException(400, "The body is no JSON: " + LogText.line(e.getMessage(), 120));
        }
        return new ApiQuery(values);
    }

    /**
     * Does it, or says what it would do.
     *
     * @throws ProblemException when it cannot be done
     */
    ObjectNode ask(JournalListing journal, Action action, ApiAccess by, ApiQuery query) {
        boolean dry = "true".equals(query.get("dryRun"));
        checkMeant(action, query);
        JournalRequest request = new JournalRequest(action, ApiReads.selection(query, by.visible()));
        JournalRequest.Result planned;
        try {
            planned = journal.preview(request);
        } catch (RequestRefusedException e) {
            throw new ProblemException(409, String.valueOf(e.getMessage()));
        }
        if (dry || planned.letters() + planned.events() == 0) {
            return answer(planned, true).put("dryRun", dry);
        }
        long number = requests.submit(request);
        LOG.info(
                "HTTP API: {} by the token {}: {} dead letters and {} events, at the subscription {}",
                action.word(),
                by.name(),
                planned.letters(),
                planned.events(),
                LogText.quoted(String.valueOf(request.selection().subscription()), 100));
        String id = keep(new Submitted(number, by));
        return answered(id, number).put("dryRun", false);
    }

    private static void checkMeant(Action action, ApiQuery query) {
        if (action == Action.REPLAY) {
            query.require("subscription", "the sink to which events go again");
        }
        boolean narrowed = List.of("subscription", "event", "run", "type", "reason", "since", "until").stream()
                .anyMatch(name -> query.get(name) != null);
        if (action == Action.DROP && !narrowed) {
            throw new ProblemException(
                    400,
                    "Say which dead letters are to be dropped, e.g. by subscription. What is dropped cannot be sent again.");
        }
    }

    /**
     * How far a request is.
     *
     * @throws ProblemException when this token asked for none of this id
     */
    ObjectNode state(ApiAccess by, String id) {
        Submitted of;
        synchronized (submitted) {
            of = submitted.get(id);
        }
        if (of == null || !of.by().equals(by)) {
            throw ApiReads.notThere();
        }
        return answered(id, of.number());
    }

    private ObjectNode answered(String id, long number) {
        Optional<JournalRequests.State> state = requests.state(number);
        if (waiting.tryAcquire()) { // else all threads of the API might wait, and answer no other token
            try {
                long deadline = System.nanoTime() + patienceNanos;
                while (state.isPresent() && !state.get().done() && System.nanoTime() < deadline && pause()) {
                    state = requests.state(number);
                }
            } finally {
                waiting.release();
            }
        }
        JournalRequests.State known = state.orElseThrow(ApiReads::notThere);
        return answer(known.result(), known.done()).put("id", id);
    }

    private static boolean pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static ObjectNode answer(JournalRequest.Result result, boolean done) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("deadLetters", result.letters())
                .put("events", result.events())
                .put("done", done);
    }

    private String keep(Submitted request) {
        String id = UUID.randomUUID().toString();
        synchronized (submitted) {
            if (submitted.size() >= MOST_KEPT) {
                submitted.remove(submitted.keySet().iterator().next());
            }
            submitted.put(id, request);
        }
        return id;
    }
}
