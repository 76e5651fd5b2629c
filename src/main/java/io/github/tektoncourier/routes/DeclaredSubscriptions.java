package io.github.tektoncourier.routes;

import io.github.tektoncourier.journal.SubscriptionName;
import io.github.tektoncourier.routes.check.file.RouteFile;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads from a sink file's text, even one that is no valid YAML, which subscriptions it is about. */
final class DeclaredSubscriptions {

    private static final Pattern KEY = Pattern.compile("\\bsubscription[\"']?\\s*[:=]");
    private static final Pattern NAME =
            Pattern.compile("\\s*[\"']?(" + SubscriptionName.PATTERN + ")(?=$|[\\s\"',&}\\]#?])");

    private DeclaredSubscriptions() {}

    /** All names that can be read. A tenant's file speaks for subscriptions of its own namespace alone, whatever it names. */
    static Set<String> named(RouteFile file) {
        return named(file, file.content());
    }

    private static Set<String> named(RouteFile file, String content) {
        Set<String> names = named(content);
        if (!file.namespace().isEmpty()) {
            names.removeIf(name -> !SubscriptionName.namespace(name).equals(Optional.of(file.namespace())));
        }
        return names;
    }

    private static Set<String> named(String content) {
        Set<String> names = new HashSet<>();
        Matcher key = KEY.matcher(content);
        Matcher name = NAME.matcher(content);
        while (key.find()) {
            if (name.region(key.end(), content.length()).lookingAt()) {
                names.add(name.group(1));
            }
        }
        return names;
    }

    /** All names outside comments, of a file that is known to be valid. */
    static Set<String> outsideComments(RouteFile file) {
        String content = file.content()
                .lines()
                .filter(line -> !line.stripLeading().startsWith("#"))
                .collect(Collectors.joining("\n"));
        return named(file, content);
    }

    /** All names; empty where one cannot be read, or none is there, so that the file may be about any subscription. */
    static Optional<Set<String>> certain(RouteFile file) {
        long keys = KEY.matcher(file.content()).results().count();
        Matcher key = KEY.matcher(file.content());
        Matcher name = NAME.matcher(file.content());
        long read = 0;
        while (key.find()) {
            read += name.region(key.end(), file.content().length()).lookingAt() ? 1 : 0;
        }
        Set<String> names = named(file);
        return read == keys && !names.isEmpty() ? Optional.of(names) : Optional.empty();
    }
}
