package io.github.tektoncourier.api;

import java.util.List;

/** The paths of the API, with what each takes. */
enum ApiRoute {
    SUBSCRIPTIONS("GET", "subscriptions", true),
    SINKS("GET", "sinks", true),
    JOURNAL("GET", "journal", true),
    RUNS("GET", "runs", false, "run", "limit", "after"),
    EVENTS("GET", "events", false, "run", "event", "type", "since", "until", "limit", "after"),
    EVENT("GET", "event", false, "id"),
    DATA("GET", "data", false, "id"),
    ATTEMPTS("GET", "attempts", false, "id", "subscription"),
    HISTORY("GET", "history", false, "of", "subscription"),
    DEAD("GET", "dead", false, "subscription", "event", "run", "type", "reason", "since", "until", "limit", "after"),
    REQUEST("GET", "request", false, "id"),
    RETRY("POST", "retry", false, "subscription", "event", "run", "type", "reason", "since", "until", "dryRun"),
    DROP("POST", "drop", false, "subscription", "event", "run", "type", "reason", "since", "until", "dryRun"),
    REPLAY("POST", "replay", false, "subscription", "event", "run", "type", "since", "until", "dryRun");

    static final String BASE = "/api/v1/";

    private final String method;
    private final String path;
    private final boolean open;

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<String> parameters;

    ApiRoute(String method, String path, boolean open, String... parameters) {
        this.method = method;
        this.path = path;
        this.open = open;
        this.parameters = List.of(parameters);
    }

    String method() {
        return method;
    }

    String path() {
        return BASE + path;
    }

    /** Whether something of it is answered without a token. */
    boolean open() {
        return open;
    }

    /** Names of the values that it takes. */
    List<String> parameters() {
        return parameters;
    }
}
