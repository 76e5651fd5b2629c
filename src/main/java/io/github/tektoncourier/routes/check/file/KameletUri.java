package io.github.tektoncourier.routes.check.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The address of a Kamelet as it stands in a file, placeholders and all: {@code kamelet:name/route?key=value}.
 *
 * @param path name, and route id behind a slash
 * @param options of the query, in order
 */
public record KameletUri(String path, List<Option> options) {

    private static final String SCHEME = "kamelet:";

    /** An option of the query; the value of {@code RAW(…)} and {@code RAW{…}} is what is between. */
    public record Option(String name, String value) {}

    /** Reads an address; empty where it is another component's, or one of the ends within a Kamelet. */
    public static Optional<KameletUri> parse(String uri) {
        if (!uri.startsWith(SCHEME)) {
            return Optional.empty();
        }
        KameletUri parsed = ofName(uri.substring(SCHEME.length()).replaceFirst("^/+", ""));
        return parsed.name().equals("source") || parsed.name().equals("sink") ? Optional.empty() : Optional.of(parsed);
    }

    /** The same without the scheme, as the step {@code kamelet} has it. */
    public static KameletUri ofName(String text) {
        String path = beforeQuery(text);
        return new KameletUri(path, path.equals(text) ? List.of() : split(text.substring(path.length() + 1)));
    }

    /** The address without its query, which begins with the first question mark outside of placeholders. */
    public static String beforeQuery(String uri) {
        return uri.substring(0, outside(uri, '?', 0));
    }

    public String name() {
        return path.replaceFirst("/.*", "");
    }

    /** The same with other options, as text without the scheme. */
    public static String text(String path, List<Option> options) {
        return path
                + (options.isEmpty()
                        ? ""
                        : options.stream()
                                .map(option -> option.name() + "=" + option.value())
                                .collect(Collectors.joining("&", "?", "")));
    }

    /** The same with the scheme. */
    public static String uri(String path, List<Option> options) {
        return SCHEME + text(path, options);
    }

    private static List<Option> split(String query) {
        List<Option> options = new ArrayList<>();
        int at = 0;
        while (at < query.length()) {
            int equals = outside(query, '=', at);
            int next = outside(query, '&', at);
            String name = query.substring(at, Math.min(equals, next));
            String value = "";
            if (equals < next) {
                int raw = raw(query, equals + 1);
                next = raw > 0 ? raw : next;
                value = query.substring(equals + 1, next);
                value = raw > 0 ? value.substring(4, value.length() - 1) : value;
            }
            if (!name.isEmpty()) {
                options.add(new Option(name, value));
            }
            at = next + 1;
        }
        return options;
    }

    /** Where a raw value that begins here ends, as Camel finds it: its bracket before an {@code &} or the end; or 0. */
    private static int raw(String query, int begin) {
        boolean round = query.startsWith("RAW(", begin);
        if (!round && !query.startsWith("RAW{", begin)) {
            return 0;
        }
        char close = round ? ')' : '}';
        for (int i = begin + 4; i < query.length(); i++) {
            if (query.charAt(i) == close && (i + 1 == query.length() || query.charAt(i + 1) == '&')) {
                return i + 1;
            }
        }
        return 0;
    }

    /** Where a character first stands outside of placeholders; the length where it does not. */
    private static int outside(String text, char wanted, int from) {
        int depth = 0;
        for (int i = from; i < text.length(); i++) {
            if (text.startsWith("{{", i)) {
                depth++;
                i++;
            } else if (text.startsWith("}}", i) && depth > 0) {
                depth--;
                i++;
            } else if (depth == 0 && text.charAt(i) == wanted) {
                return i;
            }
        }
        return text.length();
    }
}
