package io.github.tektoncourier.routes.check.kamelet;

import io.github.tektoncourier.filter.Globs;
import io.github.tektoncourier.journal.SubscriptionName;
import io.github.tektoncourier.routes.check.file.EventVocabulary;
import io.github.tektoncourier.routes.check.file.Findings;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.slot.Slot;
import io.github.tektoncourier.text.Durations;
import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.text.Rate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks what a source subscribes to: values that are none, and filters that no event can ever pass. */
final class SubscriptionCheck {

    private static final Pattern REGEX = Pattern.compile("[\\[\\](){}^$|+\\\\]|\\.\\+|\\.\\*.*[\\[(^$|]");
    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9*?]([a-z0-9*?-]{0,61}[a-z0-9*?])?");
    private static final int MOST_LANES = 256;

    /** The shipped sink whose slot the annotation tekton-courier.io/sinks fills. */
    private static final String RUN_SINKS = "run-sinks";

    private static final Set<String> SLOT =
            Set.of("slot", "slotFrom", "slotPattern", "slotEnum", "slotType", "slotDefault", "slotRequired");

    /** Annotations that mean something else. */
    private static final Set<String> RESERVED = Set.of("sinks", "sink-files");

    private final Findings findings;

    SubscriptionCheck(Findings findings) {
        this.findings = findings;
    }

    /**
     * A value of the source.
     *
     * @param text with placeholders filled in
     */
    record Value(String text, int line) {}

    void check(Map<String, Value> given) {
        for (String name : List.of("types", "kinds", "outcomes", "namespaces")) {
            Value value = given.get(name);
            if (value != null && !value.text().isBlank() && words(value).isEmpty()) {
                findings.error(value.line(), name + " has commas and nothing between them. Take it out for all.");
            }
        }
        given.forEach((name, value) -> {
            switch (name) {
                case "subscription" -> name(value);
                case "types" -> globs("types", value, EventVocabulary.TYPES, word -> word);
                case "kinds" -> globs("kinds", value, EventVocabulary.KINDS, SubscriptionCheck::kind);
                case "outcomes" -> globs("outcomes", value, EventVocabulary.OUTCOMES, word -> word);
                case "namespaces" -> namespaces(value);
                case "startFrom" -> duration("startFrom", value, Set.of("now", "earliest"));
                case "retryFor" -> duration("retryFor", value, Set.of("forever"));
                case "lanes" -> lanes(value);
                default -> { // unknown ones are named by KameletRules
                }
            }
        });
        rate(given);
        together(given);
        slot(given);
    }

    private void rate(Map<String, Value> given) {
        try {
            Rate unused = Rate.parse(text(given, "rateLimit"), text(given, "rateBurst"));
        } catch (IllegalArgumentException e) {
            String said = String.valueOf(e.getMessage());
            Value about = given.get(said.startsWith("rateLimit") ? "rateLimit" : "rateBurst");
            findings.error(Objects.requireNonNull(about).line(), said);
        }
    }

    /** What a slot's parameters mean together; an address is looked at when an event brings it. */
    private void slot(Map<String, Value> given) {
        List<String> ours = given.keySet().stream()
                .filter(parameter -> parameter.startsWith("slot"))
                .toList();
        if (ours.isEmpty() || !SLOT.containsAll(ours)) {
            return; // a misspelt one has another meaning
        }
        Value slot = given.get("slot");
        boolean shipped = text(given, "subscription").strip().equals(RUN_SINKS);
        if (slot != null && !shipped && RESERVED.contains(slot.text().strip())) {
            findings.error(
                    slot.line(),
                    "slot=" + slot.text().strip() + " is a name that the courier keeps for itself. Choose another.");
            return;
        }
        try {
            Optional<Slot> unused = Slot.of(
                    new Slot.Parameters(
                            text(given, "slot"),
                            text(given, "slotFrom"),
                            text(given, "slotPattern"),
                            text(given, "slotEnum"),
                            text(given, "slotType"),
                            text(given, "slotDefault"),
                            text(given, "slotRequired")),
                    address -> Optional.empty());
        } catch (IllegalArgumentException e) {
            String said = String.valueOf(e.getMessage());
            String about = ours.stream()
                    .filter(parameter -> said.startsWith(parameter + "=") || said.startsWith(parameter + " "))
                    .findFirst()
                    .orElse(slot == null ? ours.get(0) : "slot");
            findings.error(
                    Objects.requireNonNull(given.get(about)).line(), said.matches("(?s).*[.?]") ? said : said + ".");
        }
    }

    private static String text(Map<String, Value> given, String name) {
        Value value = given.get(name);
        return value == null ? "" : value.text();
    }

    private void name(Value value) {
        if (!SubscriptionName.valid(value.text().strip())) {
            findings.error(
                    value.line(),
                    "subscription=" + LogText.line(value.text(), 60)
                            + " is no name for a subscription. Use letters, digits, '.', '_' and '-', at most 100.");
        }
    }

    private void lanes(Value value) {
        String text = value.text().strip();
        if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MOST_LANES) {
            findings.error(
                    value.line(),
                    "lanes=" + LogText.line(text, 60) + " is no number from 1 to " + MOST_LANES
                            + ". Write how many runs are delivered at a time, e.g. lanes: 8.");
        }
    }

    private void duration(String option, Value value, Set<String> words) {
        String text = value.text().strip();
        if (text.isEmpty() || words.contains(text.toLowerCase(Locale.ROOT))) {
            return;
        }
        try {
            Durations.parse(option, text);
        } catch (IllegalArgumentException e) {
            findings.error(
                    value.line(),
                    e.getMessage() + EventVocabulary.hint(text, words) + " Or write " + String.join(" or ", words)
                            + ".");
        }
    }

    private void globs(String option, Value value, Set<String> known, UnaryOperator<String> read) {
        for (String word : words(value)) {
            String pattern = read.apply(word);
            if (known.stream().noneMatch(Globs.of(pattern)::matches)) {
                findings.error(
                        value.line(),
                        option + ": " + LogText.line(word, 80) + " matches no event." + syntax(word)
                                + EventVocabulary.hint(word, known) + " There are: " + shown(known) + ".");
            }
        }
    }

    private static String shown(Set<String> known) {
        return known == EventVocabulary.TYPES
                ? "dev.tekton.event.{taskrun,pipelinerun,customrun}.{queued,started,running,successful,failed,…}.v1;"
                        + " docs/events.md lists them all"
                : String.join(", ", known);
    }

    private static String syntax(String word) {
        if (word.matches(".*\\S[;| ]\\s*\\S.*") && !word.contains("(")) {
            return " Separate several by commas.";
        }
        return REGEX.matcher(word).find()
                ? " Globs stand here, not regular expressions: * is any text, ? one character, a comma separates."
                : "";
    }

    private void namespaces(Value value) {
        for (String word : words(value)) {
            if (!NAMESPACE.matcher(word).matches()) {
                String lower = word.toLowerCase(Locale.ROOT).replace('_', '-');
                String hint = NAMESPACE.matcher(lower).matches() ? " Did you mean " + lower + "?" : "";
                findings.error(
                        value.line(),
                        "namespaces: " + LogText.line(word, 80)
                                + " can be no namespace: lower case letters, digits and '-', at most 63."
                                + syntax(word) + hint
                                + (word.startsWith("!") ? " A glob cannot exclude; use a filter." : ""));
            }
        }
    }

    /** Filters that each can match and together cannot. */
    private void together(Map<String, Value> given) {
        Optional<Globs> types = globs(given.get("types"), word -> word);
        Optional<Globs> kinds = globs(given.get("kinds"), SubscriptionCheck::kind);
        Optional<Globs> outcomes = globs(given.get("outcomes"), word -> word);
        boolean each = types.map(globs -> EventVocabulary.TYPES.stream().anyMatch(globs::matches))
                        .orElse(true)
                && kinds.map(globs -> EventVocabulary.KINDS.stream().anyMatch(globs::matches))
                        .orElse(true)
                && outcomes.map(globs -> EventVocabulary.OUTCOMES.stream().anyMatch(globs::matches))
                        .orElse(true);
        Predicate<String> passes = type -> types.map(globs -> globs.matches(type))
                        .orElse(type.startsWith("dev.tekton."))
                && kinds.map(globs -> globs.matches(EventVocabulary.kind(type))).orElse(true)
                && outcomes.map(globs -> EventVocabulary.outcomes(type).stream().anyMatch(globs::matches))
                        .orElse(true);
        if (each && EventVocabulary.TYPES.stream().noneMatch(passes)) {
            List<String> clauses = List.of("types", "kinds", "outcomes").stream()
                    .filter(given::containsKey)
                    .toList();
            findings.error(
                    line(given, clauses),
                    String.join(", ", clauses)
                            + ": no event is all of these at once, so nothing would ever be sent. Take one of them out,"
                            + " or widen it.");
        }
    }

    private static int line(Map<String, Value> given, List<String> clauses) {
        return clauses.stream()
                .map(given::get)
                .filter(Objects::nonNull)
                .mapToInt(Value::line)
                .findFirst()
                .orElse(0);
    }

    private static Optional<Globs> globs(@Nullable Value value, UnaryOperator<String> read) {
        return Optional.ofNullable(value)
                .map(SubscriptionCheck::words)
                .filter(words -> !words.isEmpty())
                .map(words -> Globs.of(words.stream().map(read).collect(Collectors.joining(","))));
    }

    private static String kind(String word) {
        return RunKind.of(word).map(RunKind::lower).orElse(word.toLowerCase(Locale.ROOT));
    }

    private static List<String> words(Value value) {
        return Arrays.stream(value.text().split(",", -1))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
