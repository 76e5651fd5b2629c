package io.github.tektoncourier.routes.check.file;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The functions of a text in Camel's simple language, one inside another, too. */
public final class SimpleFunctions {

    private static final Pattern BEGIN = Pattern.compile("\\$(?:simple)?\\{");

    private SimpleFunctions() {}

    /**
     * A function.
     *
     * @param text what stands between the braces
     * @param begin where it begins in the whole text
     * @param end behind its closing brace
     * @param depth 0 where it stands in no other
     */
    public record Function(String text, int begin, int end, int depth) {}

    /** All functions of a text; one without an end goes to the text's end. */
    public static List<Function> in(String text) {
        List<Function> found = new ArrayList<>();
        collect(text, 0, text.length(), 0, found);
        return found;
    }

    /** The text with its outer functions blanked out, at equal length. */
    public static String around(String text) {
        StringBuilder around = new StringBuilder(text);
        for (Function function : in(text)) {
            for (int i = function.begin(); function.depth() == 0 && i < function.end(); i++) {
                around.setCharAt(i, '\u0000');
            }
        }
        return around.toString();
    }

    private static void collect(String text, int from, int to, int depth, List<Function> found) {
        Matcher begin = BEGIN.matcher(text).region(from, to);
        int at = from;
        while (at < to && begin.region(at, to).find()) {
            int end = end(text, begin.end(), to);
            int close = end > begin.end() && end <= to && text.charAt(end - 1) == '}' ? end - 1 : end;
            found.add(new Function(text.substring(begin.end(), close), begin.start(), end, depth));
            collect(text, begin.end(), close, depth + 1, found);
            at = Math.max(end, begin.end());
        }
    }

    /** Behind the brace that closes a function, with those inside closed before. */
    private static int end(String text, int from, int to) {
        int depth = 1;
        for (int i = from; i < to; i++) {
            if (text.startsWith("${", i)) {
                depth++;
                i++;
            } else if (text.charAt(i) == '}' && --depth == 0) {
                return i + 1;
            }
        }
        return to;
    }
}
