package io.github.tektoncourier.slot;

import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.text.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A value that a subscription lets runs and namespaces fill in.
 *
 * @param from where values are looked for, in this order; the first that has any counts
 * @param defaults what an event gets that nothing fills
 * @param required whether an event without a value is a dead letter
 */
public record Slot(String name, List<Origin> from, SlotRule rule, List<String> defaults, boolean required) {

    /** What the annotations of all slots start with. */
    public static final String PREFIX = "tekton-courier.io/";

    /** What the exchange variable of a slot starts with. */
    public static final String VARIABLE = "slot.";

    /** The most values that one event may have. */
    public static final int MOST_VALUES = 500;

    private static final int LONGEST_TEXT = 256;
    private static final int LONGEST_ADDRESS = 2_048;
    private static final String ORIGINS = "slotFrom takes run, namespace or both, separated by comma";
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?");

    /** Where the annotations that fill a slot stand. */
    public enum Origin {
        RUN,
        NAMESPACE
    }

    /** The parameters as they are written in a file; empty where a file has none. */
    public record Parameters(
            String slot,
            String from,
            String pattern,
            String options,
            String type,
            String defaultValue,
            String required) {

        /** Whether any but the name is given. */
        boolean any() {
            return !(from + pattern + options + type + defaultValue + required).isBlank();
        }
    }

    public Slot {
        from = List.copyOf(from);
        defaults = List.copyOf(defaults);
    }

    /**
     * Reads a subscription's parameters.
     *
     * @param addresses for {@code slotType: url}
     * @return empty where there is no slot
     * @throws IllegalArgumentException when one is wrong; the message names it and says what to write
     */
    public static Optional<Slot> of(Parameters written, AddressRule addresses) {
        String name = written.slot().strip();
        if (name.isEmpty()) {
            if (written.any()) {
                throw new IllegalArgumentException(
                        "slotFrom, slotPattern and their like need slot: the part of the annotation behind " + PREFIX);
            }
            return Optional.empty();
        }
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("slot=" + LogText.line(name, 60)
                    + " is no name for a slot. Use lower-case letters, digits and '-', at most 40.");
        }
        Slot slot = new Slot(name, origins(written.from()), rule(written, addresses), List.of(), required(written));
        return Optional.of(slot.withDefaults(written.defaultValue()));
    }

    private static boolean required(Parameters written) {
        String text = written.required().strip();
        if (!text.isEmpty() && !text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException(
                    "slotRequired=" + LogText.line(text, 40) + " is neither true nor false.");
        }
        if (text.equals("true") && !written.defaultValue().isBlank()) {
            throw new IllegalArgumentException(
                    "slotRequired and slotDefault exclude each other: with a default no event lacks a value.");
        }
        return text.equals("true");
    }

    private static List<Origin> origins(String text) {
        List<Origin> found = new ArrayList<>();
        for (String word : (text.isBlank() ? "run,namespace" : text).split(",", -1)) {
            Origin origin =
                    switch (word.strip()) {
                        case "run" -> Origin.RUN;
                        case "namespace" -> Origin.NAMESPACE;
                        default ->
                            throw new IllegalArgumentException(
                                    "slotFrom=" + LogText.line(text, 60) + " is not understood. " + ORIGINS + "."
                                            + Nearest.hint(word.strip(), List.of("run", "namespace")));
                    };
            if (found.contains(origin)) {
                throw new IllegalArgumentException(
                        "slotFrom=" + LogText.line(text, 60) + " names one twice. " + ORIGINS + ".");
            }
            found.add(origin);
        }
        return found;
    }

    private static SlotRule rule(Parameters written, AddressRule addresses) {
        String type = written.type().strip();
        boolean url = type.equals("url");
        if (!type.isEmpty() && !url) {
            throw new IllegalArgumentException("slotType=" + LogText.line(type, 40) + " does not exist: url is the only"
                    + " one. Leave it out for plain text.");
        }
        int given = (url ? 1 : 0)
                + (written.pattern().isEmpty() ? 0 : 1)
                + (written.options().isBlank() ? 0 : 1);
        if (given != 1) {
            throw new IllegalArgumentException("A slot needs one of slotPattern, slotEnum and slotType: url, and has "
                    + (given == 0 ? "none: run authors could fill in anything." : given + "."));
        }
        if (url) {
            return new SlotRule.Reachable(addresses);
        }
        return written.options().isBlank()
                ? SlotRule.Matching.of(written.pattern())
                : new SlotRule.OneOf(Arrays.stream(written.options().split(",", -1))
                        .map(String::strip)
                        .filter(option -> !option.isEmpty())
                        .toList());
    }

    private Slot withDefaults(String text) {
        List<String> values = split(text);
        if (!addresses()) {
            for (String value : values) {
                refusal(value).ifPresent(why -> {
                    throw new IllegalArgumentException(
                            "slotDefault=" + LogText.line(value, 60) + " is a value that the slot refuses: " + why);
                });
            }
        }
        return new Slot(name, from, rule, values, required);
    }

    /** Whether values are addresses. */
    public boolean addresses() {
        return rule instanceof SlotRule.Reachable;
    }

    /** The name of the exchange variable that a value is found in. */
    public String variable() {
        return VARIABLE + name;
    }

    /** Why a value is refused; empty where it is taken. */
    public Optional<String> refusal(String value) {
        int longest = addresses() ? LONGEST_ADDRESS : LONGEST_TEXT;
        if (value.length() > longest) {
            return Optional.of("it is longer than " + longest + " characters");
        }
        if (value.codePoints().anyMatch(Slot::unfit)) {
            return Optional.of("it has control characters or characters that show as nothing");
        }
        return rule.refusal(value);
    }

    private static boolean unfit(int character) {
        int type = Character.getType(character);
        return character == '\uFFFD' // what half a character becomes
                || type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }

    /** All values of these annotations, as they are written: of the bare name first, then of {@code name.anything}. */
    List<String> values(Map<String, String> annotations) {
        String key = PREFIX + name;
        Map<String, String> found = new TreeMap<>();
        annotations.forEach((annotation, value) -> {
            if (annotation.equals(key) || annotation.startsWith(key + ".")) {
                found.put(annotation, value);
            }
        });
        return found.values().stream()
                .flatMap(value -> split(value).stream())
                .distinct()
                .toList();
    }

    /** A comma is legal in an address, a blank is not. */
    private List<String> split(String text) {
        return Arrays.stream(addresses() ? text.split("\\s+", -1) : text.split(",", -1))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }
}
