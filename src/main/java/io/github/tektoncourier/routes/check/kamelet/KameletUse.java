package io.github.tektoncourier.routes.check.kamelet;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A call of a Kamelet in a file, in whichever of its spellings.
 *
 * @param line of the call
 * @param values of its parameters
 * @param unset lines of those that stand there without a value
 */
public record KameletUse(String kamelet, int line, Map<String, Value> values, Map<String, Integer> unset) {

    /**
     * The value of a parameter.
     *
     * @param written as it stands in the file
     * @param filled with its placeholders filled in; null where one of them has no value
     */
    public record Value(String written, @Nullable String filled, int line) {}

    /** The value of a parameter without white space around it; empty where it has none. */
    public Optional<String> text(String name) {
        Value value = values.get(name);
        return value == null || value.filled() == null
                ? Optional.empty()
                : Optional.of(value.filled().strip()).filter(text -> !text.isEmpty());
    }

    /** The line of a parameter, or that of the call. */
    public int line(String name) {
        Value value = values.get(name);
        return value == null ? unset.getOrDefault(name, line) : value.line();
    }

    /** The line of the first of these that stands there without a value, or that of the call. */
    int lineOfUnset(String... names) {
        return Stream.of(names)
                .filter(unset::containsKey)
                .map(unset::get)
                .findFirst()
                .orElse(line);
    }
}
