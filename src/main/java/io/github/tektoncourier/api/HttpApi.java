package io.github.tektoncourier.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.JournalListing;
import io.github.tektoncourier.journal.JournalRequest.Action;
import io.github.tektoncourier.journal.JournalRequests;
import io.github.tektoncourier.journal.StoredEvent;
import io.github.tektoncourier.journal.history.NamespaceScope;
import io.github.tektoncourier.ops.ApiRequest;
import io.github.tektoncourier.ops.Page;
import io.github.tektoncourier.ops.RequestHandler;
import io.github.tektoncourier.text.Secrets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP API: which request is which, which caller may make it, and its answer without secrets. */
public final class HttpApi implements RequestHandler {

    private static final Logger LOG = LoggerFactory.getLogger(HttpApi.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ANYONE = "without a token";
    private static final long PATIENCE_MILLIS = 5_000;

    private final Supplier<JournalListing> journal;
    private final Supplier<List<SinkFileState>> sinks;
    private final ApiTokens tokens;
    private final BiConsumer<String, Integer> counted;
    private final RateLimit rate = new RateLimit(System::nanoTime);
    private final ApiReads reads = new ApiReads();
    private final ApiWrites writes;

    /**
     * Answers from a journal.
     *
     * @param journal opens it to be read; closed behind each request
     * @param counted told of each answer: the path's last part, or {@code other}, and the status
     */
    public HttpApi(
            Supplier<JournalListing> journal,
            JournalRequests requests,
            Supplier<List<SinkFileState>> sinks,
            ApiTokens tokens,
            BiConsumer<String, Integer> counted) {
        this.journal = journal;
        this.sinks = sinks;
        this.tokens = tokens;
        this.counted = counted;
        this.writes = new ApiWrites(requests, PATIENCE_MILLIS);
    }

    @Override
    public Page answer(ApiRequest request) {
        @Nullable ApiRoute route = route(request.path());
        Page page = page(request, route);
        counted.accept(route == null ? "other" : route.path().substring(ApiRoute.BASE.length()), page.status());
        return page;
    }

    private Page page(ApiRequest request, @Nullable ApiRoute route) {
        Optional<ApiAccess> access = tokens.access(request.authorization());
        if (!rate.allows(access.map(ApiAccess::name).orElse(ANYONE))) {
            return Page.problem(
                            429,
                            "Too many requests: at most " + RateLimit.PER_SECOND + " a second. Ask again in a second.")
                    .with(Map.of("Retry-After", "1"));
        }
        if (access.isEmpty() && (request.authorization() != null || route == null || !route.open())) {
            return unauthorized();
        }
        if (route == null) {
            return Page.problem(404, "There is no such path. docs/api.md lists them, such as /api/v1/subscriptions.");
        }
        boolean head = request.method().equals("HEAD") && route.method().equals("GET");
        if (!head && !request.method().equals(route.method())) {
            return Page.problem(405, "This path takes " + route.method() + " only.")
                    .with(Map.of("Allow", route.method()));
        }
        try {
            return answer(route, request, access.orElse(null));
        } catch (ProblemException e) {
            return Page.problem(e.status(), Secrets.ofProcess().mask(String.valueOf(e.getMessage())));
        } catch (JournalException e) {
            LOG.warn("The HTTP API could not answer {}: {}", route.path(), e.getMessage());
            return Page.problem(503, "The journal cannot be read or written now; the log of the courier says why.")
                    .with(Map.of("Retry-After", "5"));
        }
    }

    private Page unauthorized() {
        String hint = tokens.any()
                ? "This needs a token of courier.api.token-file, sent as Authorization: Bearer TOKEN."
                : "This needs a token, and courier.api.token-file is not set.";
        return Page.problem(401, hint).with(Map.of("WWW-Authenticate", "Bearer"));
    }

    private static @Nullable ApiRoute route(String path) {
        for (ApiRoute route : ApiRoute.values()) {
            if (route.path().equals(path)) {
                return route;
            }
        }
        return null;
    }

    private Page answer(ApiRoute route, ApiRequest request, @Nullable ApiAccess access) {
        boolean post = route.method().equals("POST");
        ApiQuery query = ApiQuery.of(request.query(), post ? List.of() : route.parameters());
        try (JournalListing open = journal.get()) {
            if (access == null) {
                return json(
                        switch (route) {
                            case SUBSCRIPTIONS -> reads.subscriptions(open, null);
                            case SINKS -> reads.sinks(sinks.get(), null);
                            default -> reads.journal(open, null);
                        });
            }
            if (route == ApiRoute.DATA) {
                return data(reads.stored(open, access.visible(), query));
            }
            return post
                    ? json(write(open, route, access, ApiWrites.body(request, route.parameters())))
                    : json(read(open, route, access, query));
        }
    }

    private ObjectNode read(JournalListing open, ApiRoute route, ApiAccess access, ApiQuery query) {
        NamespaceScope visible = access.visible();
        return switch (route) {
            case SUBSCRIPTIONS -> reads.subscriptions(open, access);
            case SINKS -> reads.sinks(sinks.get(), access);
            case JOURNAL -> reads.journal(open, access);
            case RUNS -> reads.runs(open, visible, query);
            case EVENTS -> reads.events(open, visible, query);
            case EVENT -> reads.event(open, visible, query);
            case ATTEMPTS -> reads.attempts(open, visible, query);
            case HISTORY -> reads.history(open, visible, query);
            case DEAD -> reads.dead(open, visible, query);
            case REQUEST -> writes.state(access, query.require("id", "the id that retry, drop or replay gave"));
            default -> throw new IllegalStateException(route.path());
        };
    }

    private ObjectNode write(JournalListing open, ApiRoute route, ApiAccess access, ApiQuery query) {
        return writes.ask(
                open,
                switch (route) {
                    case RETRY -> Action.RETRY;
                    case DROP -> Action.DROP;
                    default -> Action.REPLAY;
                },
                access,
                query);
    }

    private static Page json(ObjectNode answer) {
        try {
            boolean accepted = answer.has("done") && !answer.get("done").asBoolean();
            return Page.json(accepted ? 202 : 200, JSON.writeValueAsString(masked(answer)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Text by text: a secret that a tenant chose may be a part of the JSON around them. */
    private static JsonNode masked(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(member -> member.setValue(masked(member.getValue())));
        } else if (node instanceof ArrayNode list) {
            for (int i = 0; i < list.size(); i++) {
                list.set(i, masked(list.get(i)));
            }
        } else if (node.isTextual()) {
            return TextNode.valueOf(Secrets.ofProcess().mask(node.textValue()));
        }
        return node;
    }

    private static Page data(StoredEvent event) {
        return Page.json(200, MaskedJson.of(event.data()));
    }
}
