package io.github.tektoncourier.watch.api;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts requests to the API server by verb and kind of answer, from any thread. */
public final class RequestCounts {

    private final Map<Request, LongAdder> counts = new ConcurrentHashMap<>();

    /**
     * Requests that were answered alike.
     *
     * @param verb {@code get}, {@code list} or {@code watch}
     * @param code {@code 2xx} to {@code 5xx}; {@code 410} and {@code 429} by themselves; {@code none} where no answer came
     */
    public record Request(String verb, String code) implements Comparable<Request> {
        @Override
        public int compareTo(Request other) {
            return (verb + code).compareTo(other.verb + other.code);
        }
    }

    /** @param status 0 where no answer came */
    void answered(String verb, int status) {
        String code = status == 0 ? "none" : status == 410 || status == 429 ? "" + status : status / 100 + "xx";
        counts.computeIfAbsent(new Request(verb, code), any -> new LongAdder()).increment();
    }

    /** How many of each there were. */
    public Map<Request, Long> counts() {
        Map<Request, Long> now = new TreeMap<>();
        counts.forEach((request, count) -> now.put(request, count.sum()));
        return now;
    }
}
