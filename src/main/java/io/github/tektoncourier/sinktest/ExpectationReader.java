package io.github.tektoncourier.sinktest;

import io.github.tektoncourier.filter.Globs;
import io.github.tektoncourier.text.LogText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads what a test says of a request. */
final class ExpectationReader {

    static final Set<String> BODIES = Set.of("body", "bodyContains", "text", "textContains");
    static final Set<String> NEVER = with(BODIES, "subscription", "event", "method", "address", "headers");
    static final Set<String> EXPECTED = with(NEVER, "times", "fails");
    static final Set<String> HEADER = Set.of("matches");
    private static final int MOST_TIMES = 10_000;

    private final Section.Problems problems;

    ExpectationReader(Section.Problems problems) {
        this.problems = problems;
    }

    private static Set<String> with(Set<String> some, String... more) {
        Set<String> all = new TreeSet<>(some);
        all.addAll(List.of(more));
        return all;
    }

    ExpectedSend expected(Node node) {
        return read(node, "an expected request", EXPECTED);
    }

    ExpectedSend never(Node node) {
        return read(node, "a request below never", NEVER);
    }

    private ExpectedSend read(Node node, String what, Set<String> keys) {
        Section one = new Section(node, what, keys, problems);
        if (one.names().stream().allMatch("times"::equals) && node instanceof MappingNode) {
            problems.add(one.line(), "This says nothing of a request. Add one of: " + String.join(", ", keys) + ".");
        }
        Set<String> bodies = new TreeSet<>(one.names());
        bodies.retainAll(BODIES);
        if (bodies.size() > 1) {
            problems.add(one.line(), "Of " + String.join(", ", bodies) + " one is enough. Keep one.");
        }
        if (one.has("fails")
                && !Set.of("fails", "subscription", "event", "times").containsAll(one.names())) {
            problems.add(
                    one.line("fails"),
                    "fails is about an event, the rest about a request. Keep fails, subscription and event, and put the"
                            + " rest into an item of its own.");
        }
        return new ExpectedSend(
                one.line(),
                times(one),
                one.text("subscription").map(ExpectedSend.Located::text),
                Globs.of(String.join(",", SinkTestReader.types(one, "event", problems))),
                one.text("method"),
                one.text("address"),
                headers(one),
                bodies.stream().findFirst().flatMap(key -> body(one, key)),
                one.text("fails"));
    }

    private int times(Section one) {
        Optional<ExpectedSend.Located> times = one.text("times");
        if (times.isEmpty()) {
            return 1;
        }
        String text = times.get().text();
        int number = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
        if (number < 1 || number > MOST_TIMES) {
            problems.add(
                    times.get().line(),
                    "times: " + LogText.quoted(text) + " is no number from 1 to " + MOST_TIMES
                            + ". Put what must not come below never:.");
            return 1;
        }
        return number;
    }

    private List<ExpectedSend.Header> headers(Section one) {
        List<ExpectedSend.Header> headers = new ArrayList<>();
        one.node("headers").ifPresent(node -> {
            Section given = new Section(node, "headers", Set.of(), problems);
            for (String name : given.names()) {
                given.node(name).ifPresent(value -> header(given, name, value, headers));
            }
            if (given.names().isEmpty() && node instanceof MappingNode) {
                problems.add(one.line("headers"), "headers is empty. Add NAME: VALUE, or remove it.");
            }
        });
        return headers;
    }

    private void header(Section given, String name, Node value, List<ExpectedSend.Header> headers) {
        if (SinkTestReader.isNull(value)) {
            headers.add(new ExpectedSend.Header(Section.line(value), name, ExpectedSend.Rule.ABSENT, ""));
        } else if (value instanceof MappingNode) {
            Section rule = new Section(value, "a header's rule", HEADER, problems);
            rule.text("matches").ifPresent(pattern -> {
                try {
                    String regex =
                            Pattern.compile(pattern.text(), Pattern.DOTALL).pattern();
                    headers.add(new ExpectedSend.Header(pattern.line(), name, ExpectedSend.Rule.MATCHES, regex));
                } catch (PatternSyntaxException e) {
                    problems.add(
                            pattern.line(),
                            "matches: " + LogText.quoted(pattern.text()) + " is no regular expression: "
                                    + e.getDescription() + ". Mend it.");
                }
            });
        } else {
            given.text(name)
                    .ifPresent(text -> headers.add(
                            new ExpectedSend.Header(text.line(), name, ExpectedSend.Rule.EQUAL, text.text())));
        }
    }

    private Optional<ExpectedSend.Body> body(Section one, String key) {
        if (key.startsWith("text")) {
            return one.text(key)
                    .map(text -> new ExpectedSend.Body.Text(text.line(), text.text(), key.equals("textContains")));
        }
        return one.node(key).flatMap(node -> {
            try {
                return Optional.of(
                        new ExpectedSend.Body.Json(one.line(key), YamlJson.of(node), key.equals("bodyContains")));
            } catch (IllegalArgumentException e) {
                problems.add(one.line(key), key + " is no JSON: " + e.getMessage() + ". Mend it.");
                return Optional.empty();
            }
        });
    }
}
