package io.github.tektoncourier.kamelet;

import io.github.tektoncourier.text.Sizes;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The most that a receiver takes, read once, when the route starts. */
public final class MaxBytes {

    /** In a route: the exchange variable that holds it, for {@code transformDataType} to look at. */
    public static final String VARIABLE = "maxBytes";

    static final long UNLIMITED = Long.MAX_VALUE;

    private static final long LEAST = 1024;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,12}");

    private String size = "";
    private volatile long bytes;

    /** A size such as {@code 256KiB}; absent or empty for no limit. */
    public void setSize(@Nullable String size) {
        this.size = size == null ? "" : size.strip();
        bytes = 0;
    }

    /**
     * Reads the size.
     *
     * @throws IllegalArgumentException when it is none
     */
    public void check() {
        bytes();
    }

    /**
     * In bytes; so large that it limits nothing where it was not set.
     *
     * @throws IllegalArgumentException when the size is none
     */
    public long bytes() {
        if (bytes == 0) {
            bytes = size.isEmpty() ? UNLIMITED : read(size);
        }
        return bytes;
    }

    static long read(String text) {
        long bytes = Sizes.bytes(NUMBER.matcher(text).matches() ? text + "B" : text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "maxBytes must be a size such as 256KiB, 1MiB or 1000000, got: '" + text + "'"));
        if (bytes < LEAST) {
            throw new IllegalArgumentException(
                    "maxBytes must be at least 1KiB, because hardly any event is smaller, got: '" + text + "'");
        }
        return bytes;
    }
}
