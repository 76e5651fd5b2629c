package io.github.tektoncourier.demo.kube;

import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/** The list and watch options of one request. */
record Query(
        boolean watch,
        String labelSelector,
        String fieldSelector,
        String resourceVersion,
        String match,
        long limit,
        String next,
        boolean bookmarks,
        @Nullable Boolean sendInitialEvents,
        long timeoutSeconds) {

    static Query of(MultiMap params) {
        String initial = text(params, "sendInitialEvents");
        return new Query(
                truth(text(params, "watch")),
                text(params, "labelSelector"),
                text(params, "fieldSelector"),
                text(params, "resourceVersion"),
                text(params, "resourceVersionMatch"),
                number("limit", text(params, "limit")),
                text(params, "continue"),
                truth(text(params, "allowWatchBookmarks")),
                initial.isEmpty() ? null : truth(initial),
                number("timeoutSeconds", text(params, "timeoutSeconds")));
    }

    /** Refuses what an API server refuses in a watch. */
    Query checked() {
        if (sendInitialEvents != null && !match.equals("NotOlderThan")) {
            throw new ApiError(
                    422,
                    "Invalid",
                    "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: sendInitialEvents requires "
                            + "setting resourceVersionMatch to NotOlderThan");
        }
        revision();
        return this;
    }

    /** The asked-for resourceVersion, 0 for none. */
    long revision() {
        return resourceVersion.isEmpty() ? 0 : number("resourceVersion", resourceVersion);
    }

    boolean anyRevision() {
        return resourceVersion.isEmpty() || resourceVersion.equals("0");
    }

    private static String text(MultiMap params, String name) {
        String value = params.get(name);
        return value == null ? "" : value;
    }

    private static boolean truth(String value) {
        return value.equals("true") || value.equals("1");
    }

    private static long number(String name, String value) {
        try {
            return value.isEmpty() ? 0 : Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw ApiError.badRequest(name + ": Invalid value: \"" + value + "\": must be a number");
        }
    }
}
