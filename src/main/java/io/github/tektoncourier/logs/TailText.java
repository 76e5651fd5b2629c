package io.github.tektoncourier.logs;

import io.github.tektoncourier.journal.tail.LogTail;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;

/** Makes the lines that are kept and shown of the end of a log: plain, masked, short. Masked comes before cut. */
final class TailText {

    /** Characters of a line that is looked at: enough to be worth it, few enough for any pattern. */
    private static final int LINE = 1_000;

    /** Characters of a line that is shown. */
    private static final int SHOWN = 400;

    /** A secret that a line's end cuts is shorter, or begins with what tells it. */
    private static final int WORD = 200;

    private static final char CUT = '…';

    private final SecretMask mask;

    TailText(SecretMask mask) {
        this.mask = mask;
    }

    /** Empty where the log is. */
    String of(PodLogs.Raw raw) {
        String plain = TerminalText.plain(raw.bytes());
        String whole = raw.begun() ? behindFirstBreak(plain) : plain;
        String known = mask.known(whole);
        List<String> lines = known.lines().toList();
        String looked = lines.stream()
                .skip(Math.max(0, lines.size() - PodLogs.LINES))
                .map(line -> cut(line, LINE))
                .collect(Collectors.joining("\n"));
        return last(mask.looks(looked) + (raw.ended() ? "\n" + CUT : ""));
    }

    /** What the first piece of a line was the end of is not known, so it could be the end of a secret. */
    private static String behindFirstBreak(String text) {
        int line = text.indexOf('\n');
        int at = line >= 0 ? line : text.indexOf(' ');
        return at < 0 ? "" : text.substring(at + 1);
    }

    /** Cuts before the word that does not fit: half of a secret looks like nothing. */
    private static String cut(String line, int most) {
        if (line.length() <= most) {
            return line;
        }
        int blank = line.lastIndexOf(' ', most);
        int end = blank > most - WORD ? blank : most - WORD;
        return line.substring(0, Character.isHighSurrogate(line.charAt(end - 1)) ? end - 1 : end) + CUT;
    }

    /** The last lines that fit. */
    private static String last(String text) {
        Deque<String> kept = new ArrayDeque<>();
        int bytes = 0;
        List<String> lines = text.lines().toList();
        for (int i = lines.size() - 1; i >= 0 && kept.size() < LogTail.MOST_LINES; i--) {
            String line = cut(lines.get(i), SHOWN);
            bytes += line.getBytes(StandardCharsets.UTF_8).length + 1;
            if (bytes > LogTail.MOST_BYTES) {
                break;
            }
            kept.addFirst(line);
        }
        String shown = String.join("\n", kept);
        return shown.isBlank() ? "" : shown;
    }
}
