package io.github.tektoncourier.jq;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one evaluation has spent. jackson-jq has no bound of its own: each expression, function and operator that {@link
 * MeteredTree} has wrapped asks here before it goes on. One evaluation at a time on each thread.
 */
public final class JqBudget {

    /** Expressions that are evaluated, values that are passed on, and what these weigh: a tenth of a second of work. */
    static final long STEPS = 2_000_000;

    /** What one value may weigh: a megabyte of text. */
    static final int WEIGHT = 250_000;

    /** Nested values; texts that jq and its callers write of a value recurse as deep. */
    static final int NESTED = 400;

    /** Expressions within expressions: each takes up to 1.3 KB of a stack of 1 MB. */
    static final int DEPTH = 600;

    /** An element beyond this cannot be set: jq fills up the array before it. */
    static final int ELEMENTS = 100_000;

    private static final long MEBIBYTE = 1024 * 1024;

    /** A sixth of the heap, which deliveries share: 16 MiB of the 96 that the launcher gives. */
    private static final long BYTES =
            Math.max(12 * MEBIBYTE, Math.min(64 * MEBIBYTE, Runtime.getRuntime().maxMemory() / 6));

    private static final long NANOS = 1_000_000_000;
    /** So many of a text weigh as much as a value. */
    static final int CHARACTERS = 4;

    /** What is made of a value takes as much for each that it weighs. */
    private static final int READ_BYTES = 48;

    /** An entry, its key and its value. */
    private static final int ELEMENT_BYTES = 256;

    /** A text of one character, in lists that grow. */
    private static final int PIECE_BYTES = 160;

    private static final int ESCAPE = 6;
    private static final int ALLOCATION_MASK = 31;
    private static final int CLOCK_MASK = 4_095;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @SuppressWarnings("ThreadLocalUsage") // one evaluation at a time on each thread
    private static final ThreadLocal<@Nullable JqBudget> CURRENT = new ThreadLocal<>();

    private final long bytes = THREADS.getCurrentThreadAllocatedBytes() + BYTES;
    private final long nanos = THREADS.getCurrentThreadCpuTime() + NANOS;
    private long steps;
    private long looks;
    private int depth;

    private JqBudget() {}

    /** An evaluation. */
    @FunctionalInterface
    public interface Evaluation<T extends @Nullable Object> {
        T run();
    }

    /**
     * Evaluates within a new budget.
     *
     * @throws JqBudgetException where it costs more
     */
    public static <T extends @Nullable Object> T within(Evaluation<T> evaluation) {
        CURRENT.set(new JqBudget());
        try {
            return evaluation.run();
        } catch (StackOverflowError e) {
            throw tooDeep();
        } finally {
            CURRENT.remove();
        }
    }

    /** The budget of the evaluation that runs on this thread. */
    static JqBudget current() {
        JqBudget budget = CURRENT.get();
        if (budget == null) {
            throw new IllegalStateException("metered jq is evaluated within a budget alone");
        }
        return budget;
    }

    void enter() {
        if (++depth > DEPTH) {
            throw tooDeep();
        }
        spend(1);
    }

    void leave() {
        depth--;
    }

    /** Counts steps, and looks at memory and time every now and then. */
    void spend(long count) {
        steps += count;
        if (count < 0 || steps > STEPS || steps < 0) {
            throw new JqBudgetException("takes more than " + STEPS + " steps");
        }
        if ((++looks & ALLOCATION_MASK) == 0 && THREADS.getCurrentThreadAllocatedBytes() > bytes) {
            throw tooMuchMemory();
        }
        if ((looks & CLOCK_MASK) == 0 && THREADS.getCurrentThreadCpuTime() > nanos) {
            throw new JqBudgetException("takes more than a second of processor time");
        }
    }

    /** Weighs a value, counts what it weighs, and refuses one that is too large, though it may share its parts. */
    int weigh(JsonNode value) {
        int weight = weight(value, 0, 0);
        spend(weight);
        return weight;
    }

    /** Counts what two values weigh together, where each part of one is held against each of the other. */
    void pair(JsonNode one, JsonNode other) {
        long product = (long) weigh(one) * weigh(other);
        spend(product / 64);
    }

    private static int weight(JsonNode value, int before, int nested) {
        int weight = before + 1;
        if (value.isTextual()) {
            weight += characters(value.textValue()) / CHARACTERS;
        } else if (value.isContainerNode()) {
            if (nested > NESTED) {
                throw new JqBudgetException("makes a value with more than " + NESTED + " levels");
            }
            if (value.isObject()) {
                for (Map.Entry<String, JsonNode> entry : value.properties()) {
                    weight = weight(entry.getValue(), weight + characters(entry.getKey()) / CHARACTERS, nested + 1);
                }
            } else {
                for (JsonNode child : value) {
                    weight = weight(child, weight, nested + 1);
                }
            }
        }
        if (weight > WEIGHT) {
            throw tooLarge();
        }
        return weight;
    }

    /** Weighs a value of which a text or a list is made, and keeps room for that: functions of Java are not looked at. */
    void weighRead(JsonNode value) {
        room((long) weigh(value) * READ_BYTES + (long) value.size() * ELEMENT_BYTES);
    }

    /** The same for what a text is divided by, or searched for, and an array is searched for. */
    void pieces(JsonNode in, JsonNode part) {
        pair(in, part);
        if (!in.isTextual() || !part.isTextual()) {
            room((long) in.size() * READ_BYTES);
            return;
        }
        String text = in.textValue();
        String searched = part.textValue();
        long pieces = searched.isEmpty() ? text.length() : 0;
        for (int at = text.indexOf(searched); !searched.isEmpty() && at >= 0; at = text.indexOf(searched, at + 1)) {
            pieces++;
        }
        room(pieces * PIECE_BYTES);
    }

    private void room(long needed) {
        if (THREADS.getCurrentThreadAllocatedBytes() + needed > bytes) {
            throw tooMuchMemory();
        }
    }

    /** As JSON has them: jq writes values into its errors, too, and six for each control character. */
    private static int characters(String text) {
        int written = text.length();
        for (int i = 0; i < text.length() && written <= WEIGHT * CHARACTERS; i++) {
            written += text.charAt(i) < ' ' ? ESCAPE - 1 : 0;
        }
        return written;
    }

    static JqBudgetException tooLarge() {
        return new JqBudgetException("makes a value with more than " + WEIGHT + " elements, or a text as long");
    }

    private static JqBudgetException tooMuchMemory() {
        return new JqBudgetException("takes more than " + BYTES / MEBIBYTE + " MiB of memory");
    }

    private static JqBudgetException tooDeep() {
        return new JqBudgetException("goes more than " + DEPTH + " levels deep");
    }
}
