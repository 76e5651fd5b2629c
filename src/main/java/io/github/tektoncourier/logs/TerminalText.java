package io.github.tektoncourier.logs;

import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Makes plain lines of what a program wrote to a terminal: without colours, overwritten lines and what shows as nothing. */
final class TerminalText {

    /** CSI, OSC and other strings up to their end, and single escapes; linear, whatever stands there. */
    private static final Pattern ESCAPES = Pattern.compile("(?:\\x1b\\[|\\x{9b})[0-?]*[ -/]*[@-~]?"
            + "|(?:\\x1b[\\]PX^_]|[\\x{9d}\\x{90}\\x{98}\\x{9e}\\x{9f}])[^\\x07\\x1b\\n\\x{9c}]*(?:\\x07|\\x1b\\\\|\\x{9c})?"
            + "|\\x1b[ -/]*[0-~]?");

    private TerminalText() {}

    static String plain(byte[] bytes) {
        String text = ESCAPES.matcher(new String(bytes, StandardCharsets.UTF_8)).replaceAll("");
        return Arrays.stream(text.split("\n", -1))
                .map(TerminalText::lastWritten)
                .map(TerminalText::visible)
                .map(String::stripTrailing)
                .collect(Collectors.joining("\n"))
                .stripTrailing();
    }

    /** What a progress bar wrote over is not there for a reader of the terminal either. */
    private static String lastWritten(String line) {
        String whole = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
        return whole.substring(whole.lastIndexOf('\r') + 1);
    }

    private static String visible(String line) {
        StringBuilder visible = new StringBuilder(line.length());
        line.codePoints().forEach(c -> {
            switch (Character.getType(c)) {
                case Character.CONTROL -> visible.append(c == '\t' ? '\t' : ' ');
                case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> visible.append(' ');
                case Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED -> {}
                default -> visible.appendCodePoint(c);
            }
        });
        return visible.toString();
    }
}
