package io.github.tektoncourier.routes;

import io.github.tektoncourier.text.PlainWords;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the placeholders of one file bring, and the way back: a text about the file shows them as they stand in it.
 */
final class FileValues {

    private static final Pattern PLACEHOLDER =
            Pattern.compile("\\{\\{([^{}]{1,300})}}|\\$\\{(properties:|env:|sysenv[.:])([^{}]{1,300})}");
    private static final int WHOLE_WORD = 6;

    private final Function<String, Optional<String>> resolver;
    private final Map<String, String> values = new LinkedHashMap<>();

    /** @param resolver the value of what stands between the braces of a placeholder */
    FileValues(Function<String, Optional<String>> resolver) {
        this.resolver = resolver;
    }

    /** The placeholders in a text, as they stand there, with their values. */
    Map<String, String> in(String text) {
        Map<String, String> found = new LinkedHashMap<>();
        Matcher matcher = PLACEHOLDER.matcher(text);
        while (matcher.find()) {
            String key = matcher.group(1) != null ? matcher.group(1) : simple(matcher.group(2), matcher.group(3));
            resolver.apply(key).filter(value -> !value.isBlank()).ifPresent(value -> found.put(matcher.group(), value));
        }
        values.putAll(found);
        return found;
    }

    /** The text with these placeholders filled in. */
    static String filled(String text, Map<String, String> placeholders) {
        String filled = text;
        for (Map.Entry<String, String> one : placeholders.entrySet()) {
            filled = filled.replace(one.getKey(), one.getValue());
        }
        return filled;
    }

    /** What stands between the braces, without the mark of what is optional. */
    static String key(String placeholder) {
        return placeholder.replaceAll("^(\\{\\{[?!]?|\\$\\{)|}}?$", "");
    }

    /** A text about the file with what its placeholders brought as the file has it. */
    String unfilled(String text) {
        String[] told = {text};
        values.entrySet().stream()
                .sorted((a, b) -> b.getValue().length() - a.getValue().length())
                .filter(one -> !PlainWords.isOwn(one.getValue().strip()))
                .forEach(one -> {
                    String stripped = one.getValue().strip();
                    String value = Pattern.quote(stripped);
                    String pattern = stripped.length() < WHOLE_WORD || PlainWords.isWord(stripped)
                            ? "(?<![A-Za-z0-9_-])" + value + "(?![A-Za-z0-9_-])"
                            : value;
                    told[0] = told[0].replaceAll(pattern, Matcher.quoteReplacement(one.getKey()));
                });
        return told[0];
    }

    private static String simple(String function, String key) {
        return function.equals("properties:") ? key : "env:" + key;
    }
}
