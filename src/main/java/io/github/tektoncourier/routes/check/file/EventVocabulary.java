package io.github.tektoncourier.routes.check.file;

import io.github.tektoncourier.moment.Moments;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.RunOutcome;
import io.github.tektoncourier.text.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The words that attributes of events can be: what a filter can match at all. */
public final class EventVocabulary {

    public static final Set<String> TYPES = Moments.types();
    public static final Set<String> KINDS =
            Arrays.stream(RunKind.values()).map(RunKind::lower).collect(Collectors.toCollection(TreeSet::new));
    public static final Set<String> OUTCOMES =
            Arrays.stream(RunOutcome.values()).map(RunOutcome::word).collect(Collectors.toCollection(TreeSet::new));

    /** Words of Tekton's and of other tools for the same. */
    private static final Map<String, String> MEANT = Map.ofEntries(
            Map.entry("failed", "failure"),
            Map.entry("fail", "failure"),
            Map.entry("failing", "failure"),
            Map.entry("false", "failure"),
            Map.entry("succeeded", "success"),
            Map.entry("successful", "success"),
            Map.entry("succeed", "success"),
            Map.entry("completed", "success"),
            Map.entry("passed", "success"),
            Map.entry("true", "success"),
            Map.entry("ok", "success"),
            Map.entry("canceled", "cancelled"),
            Map.entry("cancel", "cancelled"),
            Map.entry("aborted", "cancelled"),
            Map.entry("timedout", "timeout"),
            Map.entry("timed-out", "timeout"),
            Map.entry("pipeline", "pipelinerun"),
            Map.entry("task", "taskrun"));

    private EventVocabulary() {}

    /** {@code " Did you mean x?"} for a word that is none of these. */
    public static String hint(String word, Set<String> words) {
        String meant = MEANT.get(word.strip().toLowerCase(Locale.ROOT));
        if (meant != null && words.contains(meant)) {
            return " Did you mean " + meant + "?";
        }
        return type(word, words).map(type -> " Did you mean " + type + "?").orElseGet(() -> Nearest.hint(word, words));
    }

    /** A type's own part, such as {@code failed}, stands for the types of all kinds. */
    private static Optional<String> type(String word, Set<String> words) {
        if (!words.equals(TYPES)) {
            return Optional.empty();
        }
        String plain = word.toLowerCase(Locale.ROOT)
                .replaceFirst("^.*event[s]?\\.", "")
                .replaceFirst("\\.v1$", "");
        String last = plain.substring(plain.lastIndexOf('.') + 1);
        List<String> same =
                TYPES.stream().filter(type -> type.endsWith("." + last + ".v1")).toList();
        if (!same.isEmpty() && !last.isEmpty()) {
            String kind = plain.contains(".") ? plain.substring(0, plain.indexOf('.')) : "*";
            String wanted = same.get(0).replaceFirst("\\.[a-z]+\\." + last + "\\.v1$", "." + kind + "." + last + ".v1");
            return Optional.of(KINDS.contains(kind) && !TYPES.contains(wanted) ? same.get(0) : wanted);
        }
        boolean all = word.endsWith("*") && word.matches("(dev|tekton|io|cd)\\..*");
        return all ? Optional.of("dev.tekton.event.*") : Optional.empty();
    }

    /** The kind of a type. */
    public static String kind(String type) {
        return KINDS.stream()
                .filter(kind -> type.contains("." + kind + "."))
                .findFirst()
                .orElse("");
    }

    /** The outcomes that events of a type have; empty where it has none. */
    public static Set<String> outcomes(String type) {
        if (type.endsWith(".successful.v1")) {
            return Set.of("success");
        }
        if (type.endsWith(".failed.v1")) {
            return OUTCOMES.stream().filter(word -> !word.equals("success")).collect(Collectors.toSet());
        }
        boolean never = type.startsWith("dev.tekton.") || type.endsWith(".stepstarted.v1");
        return never ? Set.of() : OUTCOMES;
    }
}
