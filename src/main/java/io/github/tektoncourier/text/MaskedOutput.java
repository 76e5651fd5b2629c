package io.github.tektoncourier.text;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The process's standard output and error, line by line without secrets: the one place that everything passes, logs of
 * libraries and stack traces included.
 */
public final class MaskedOutput extends OutputStream {

    /** A line that is longer is masked in pieces. */
    private static final int LONGEST = 4 * 1024 * 1024;

    private static volatile @Nullable PrintStream beneath;

    private final PrintStream target;
    private final boolean escaping;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    private MaskedOutput(PrintStream target, boolean escaping) {
        this.target = target;
        this.escaping = escaping;
    }

    /**
     * Puts it before {@link System#out} and {@link System#err}; to be called before anything takes hold of these. Logs go
     * to the latter, where control characters are escaped, too.
     *
     * @return the error output for a program's own words, which may be coloured
     */
    public static PrintStream install() {
        PrintStream error = System.err;
        beneath = System.out;
        System.setOut(over(System.out, false));
        System.setErr(over(error, true));
        return over(error, false);
    }

    /**
     * The standard output below the mask, for a command that masks itself, because it shows more than a log may: addresses
     * that stand in the user's own files.
     */
    public static PrintStream beneath() {
        PrintStream known = beneath;
        return known == null ? System.out : known;
    }

    static PrintStream over(PrintStream target, boolean escaping) {
        return new PrintStream(new MaskedOutput(target, escaping), false, StandardCharsets.UTF_8);
    }

    @Override
    public synchronized void write(int b) {
        line.write(b);
        if (b == '\n' || line.size() >= LONGEST) {
            pass();
            target.flush();
        }
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int from = offset;
        boolean passed = false;
        for (int i = offset; i < end; i++) {
            if (bytes[i] == '\n' || line.size() + i - from >= LONGEST) {
                line.write(bytes, from, i + 1 - from);
                pass();
                passed = true;
                from = i + 1;
            }
        }
        line.write(bytes, from, end - from);
        if (passed) {
            target.flush();
        }
    }

    /** Also passes what is no whole line, e.g. a question. */
    @Override
    public synchronized void flush() throws IOException {
        pass();
        target.flush();
    }

    private void pass() {
        if (line.size() == 0) {
            return;
        }
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        String end = text.endsWith("\r\n") ? "\r\n" : text.endsWith("\n") ? "\n" : "";
        String masked = Secrets.ofProcess().mask(text.substring(0, text.length() - end.length()));
        byte[] out = ((escaping ? LogText.shown(masked) : masked) + end).getBytes(StandardCharsets.UTF_8);
        target.write(out, 0, out.length);
    }
}
