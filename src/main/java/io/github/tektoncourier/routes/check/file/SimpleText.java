package io.github.tektoncourier.routes.check.file;

import io.github.tektoncourier.cloudevent.EventAttribute;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What functions a text in Camel's simple language uses, as far as the origin of their results matters. */
public final class SimpleText {

    private static final String LANGUAGE = "language:";

    /** Camel's two ways to begin a function. */
    private static final Pattern BEGIN = Pattern.compile("\\$(simple)?\\{");

    private static final Pattern HEADER =
            Pattern.compile("(?:in\\.)?headers?(?:\\.([A-Za-z]+)|\\[['\"]?([A-Za-z]+)['\"]?]|:([A-Za-z]+))");

    /** Results of these come from the settings, the process or the clock. */
    private static final Pattern OWN = Pattern.compile("(properties:|env[.:]|sysenv[.:]|sys[.:])[A-Za-z0-9._:/-]+"
            + "|date:now(:[^${}]*)?|routeId|routeGroup|camelId|hostname|uuid(\\([a-z]*\\))?|random\\([0-9, ]+\\)");

    private SimpleText() {}

    /** Where the first function begins; -1 where there is none. */
    public static int firstFunction(String text) {
        Matcher begin = BEGIN.matcher(text);
        return begin.find() ? begin.start() : -1;
    }

    /**
     * The language that makes an address of {@code toD} or {@code poll}: Camel takes {@code language:jsonpath:$.a} there for
     * an expression (ToDynamicReifier and PollReifier of Camel 4.18). Empty where the address is text.
     */
    public static Optional<String> language(String address) {
        return address.startsWith(LANGUAGE)
                ? Optional.of(address.substring(LANGUAGE.length()).replaceFirst("(?s):.*", ""))
                : Optional.empty();
    }

    /** The first function whose result may be text from a run; null where there is none. */
    public static @Nullable String foreign(String text) {
        if (text.stripLeading().startsWith("resource:")) {
            return "a resource";
        }
        Matcher begin = BEGIN.matcher(text);
        while (begin.find()) {
            int end = text.indexOf('}', begin.end());
            String function = end < 0 ? text.substring(begin.end()) : text.substring(begin.end(), end);
            if (!own(function.strip())) {
                return "${" + function + "}";
            }
        }
        return null;
    }

    private static boolean own(String function) {
        Matcher header = HEADER.matcher(function);
        if (header.matches()) {
            String name = header.group(1) != null ? header.group(1) : header.group(2);
            return EventAttribute.ofHeader(name != null ? name : header.group(3))
                    .isPresent();
        }
        return OWN.matcher(function).matches();
    }
}
