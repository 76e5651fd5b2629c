package io.github.tektoncourier.answers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One outcome of a delivery as docs/sinks.md tells it; a row that names several statuses or errors is several answers.
 *
 * @param what the row's first cell, with only one of the statuses or names in it
 * @param happens in the table's words
 * @param answered whether the receiver is taken to be there
 * @param pauseSeconds how long it asks to be left alone, 0 when it does not
 */
public record Answer(String what, Happens happens, boolean answered, int pauseSeconds) {

    /** The table's words. */
    public enum Happens {
        DELIVERED("delivered"),
        RETRIED("tried again"),
        TRIMMED("trimmed and sent again at once, step by step; dead when that does not help"),
        DEAD("dead at once");

        private final String words;

        Happens(String words) {
            this.words = words;
        }

        static Happens of(String words) {
            for (Happens one : values()) {
                if (one.words.equals(words)) {
                    return one;
                }
            }
            throw new AssertionError("docs/sinks.md: nobody knows what '" + words + "' means");
        }
    }

    private static final Pattern NAMES =
            Pattern.compile("((?:[A-Za-z]+: )?)((?:`[^`]+`(?: \\([^)]*\\))?(?:, )?)+)(.*)");
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");
    private static final Pattern OTHERS = Pattern.compile("any other (`(\\d)xx`|error|`\\w+`)");

    @Override
    public String toString() {
        return what;
    }

    /** Whether it is about Slack's words, Kafka's exceptions, or anything that speaks HTTP. */
    public boolean slacks() {
        return what.startsWith("Slack: ");
    }

    /** See {@link #slacks()}. */
    public boolean kafkas() {
        return what.startsWith("Kafka: ");
    }

    /** Without the word for whom. */
    public String bare() {
        return what.substring(what.indexOf(' ', what.indexOf(':')) + 1);
    }

    /** The status that the row is about, or -1. */
    public int status() {
        Matcher status = Pattern.compile("^(?:Slack: )?(\\d{3})\\b").matcher(what);
        return status.find() ? Integer.parseInt(status.group(1)) : -1;
    }

    /** All rows of all tables below the heading, each status and name by itself. */
    public static List<Answer> all() {
        return lines().stream().flatMap(List::stream).toList();
    }

    /** One status or name of each row. */
    public static List<Answer> oneOfEach() {
        return lines().stream().map(line -> line.get(0)).toList();
    }

    private static List<List<Answer>> lines() {
        String text;
        try {
            text = Files.readString(Path.of("docs/sinks.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int from = text.indexOf("\n## What is tried again\n");
        String section = text.substring(from, text.indexOf("\n## ", from + 1));
        return section.lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| what comes back"))
                .map(line -> row(line.substring(1).split("\\|", -1)))
                .toList();
    }

    private static List<Answer> row(String[] cells) {
        Happens happens = Happens.of(cells[1].strip());
        boolean answered = cells[2].strip().equals("yes");
        String pause = cells[3].strip();
        int seconds = pause.isEmpty() ? 0 : Integer.parseInt(pause.replace(" s", ""));
        return each(cells[0].strip()).stream()
                .map(what -> new Answer(what, happens, answered, seconds))
                .toList();
    }

    private static Set<String> each(String cell) {
        Matcher names = NAMES.matcher(cell);
        if (!names.matches()) {
            return Set.of(cell);
        }
        String rest = names.group(3);
        Set<String> all = new LinkedHashSet<>();
        NAME.matcher(names.group(2)).results().forEach(name -> {
            String more = rest.isEmpty() || rest.startsWith(" ") ? rest : ", " + rest;
            all.add(names.group(1) + name.group(1) + (rest.startsWith("any other") ? "" : more));
        });
        Matcher others = OTHERS.matcher(rest);
        if (others.find()) {
            all.addAll(others(names.group(1), others));
        }
        return all;
    }

    /** Some that no row names. */
    private static List<String> others(String whose, Matcher others) {
        if (others.group(2) != null) {
            return switch (others.group(2)) {
                case "2" -> List.of("203", "206", "226", "299");
                case "3" -> List.of("304", "305", "399");
                case "4" -> List.of("402", "406", "411", "418", "421", "426", "451", "499");
                default -> List.of("506", "508", "511", "520", "599");
            };
        }
        return switch (others.group(1)) {
            case "error" -> List.of(whose + "never_heard_of");
            case "`RetriableException`" -> List.of(whose + "CoordinatorLoadInProgressException");
            case "`ApiException`" -> List.of(whose + "UnknownServerException");
            default -> throw new AssertionError("docs/sinks.md: no example of " + others.group());
        };
    }
}
