package io.github.tektoncourier.demo.kube;

/**
 * One way the embedded cluster fails.
 *
 * @param path requests whose path starts so; empty for all
 * @param verb {@code list}, {@code watch}, {@code get} and so on; empty for all
 * @param status of an {@link Kind#ANSWER}
 * @param millis of a {@link Kind#LATENCY}
 * @param times how many requests meet it; 0 means until lifted
 */
public record Fault(Kind kind, String path, String verb, int status, long millis, int times) {

    /** What happens to a request. */
    public enum Kind {
        /** An error status instead of the answer. */
        ANSWER,
        /** The request is taken and nothing is ever written; open watches go silent, too. */
        STALL,
        /** A watch is opened with 200 and ends at once. */
        CLOSE_WATCH,
        /** The connection is cut instead of an answer. */
        CUT,
        /** The answer comes late. */
        LATENCY
    }

    public static Fault answer(int status, String path) {
        return new Fault(Kind.ANSWER, path, "", status, 0, 0);
    }

    public static Fault stall(String path) {
        return new Fault(Kind.STALL, path, "", 0, 0, 0);
    }

    public static Fault closeWatch(String path) {
        return new Fault(Kind.CLOSE_WATCH, path, "watch", 0, 0, 0);
    }

    public static Fault cut(String path) {
        return new Fault(Kind.CUT, path, "", 0, 0, 0);
    }

    public static Fault latency(String path, long millis) {
        return new Fault(Kind.LATENCY, path, "", 0, millis, 0);
    }

    /** The same for the next {@code n} requests only. */
    public Fault times(int n) {
        return new Fault(kind, path, verb, status, millis, n);
    }

    /** The same for one verb only. */
    public Fault verb(String only) {
        return new Fault(kind, path, only, status, millis, times);
    }

    boolean meets(Request request) {
        return request.path().startsWith(path) && (verb.isEmpty() || verb.equals(request.verb()));
    }
}
