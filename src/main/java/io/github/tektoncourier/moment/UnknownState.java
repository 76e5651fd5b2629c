package io.github.tektoncourier.moment;

import io.github.tektoncourier.run.Condition;
import io.github.tektoncourier.run.RunKind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Distinguishes unknown states by reason and message. A message that only counts progress makes no new state. */
final class UnknownState {

    private static final String COUNTS = "Tasks Completed: ";
    private static final Pattern COUNTING = Pattern.compile(
            COUNTS
                    + "\\d+ \\(Failed: \\d+(?: \\(Ignored: \\d+\\))?, Cancelled:? \\d+\\)(?:, Incomplete: \\d+)?, Skipped: \\d+");

    private UnknownState() {}

    /** Eight hexadecimal digits. Part of event ids, so the function must never change. */
    static String fingerprint(RunKind kind, Condition condition) {
        String message = kind == RunKind.PIPELINE_RUN ? withoutCounts(condition.message()) : condition.message();
        byte[] text = (condition.reason() + '\n' + message).getBytes(StandardCharsets.UTF_8);
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text), 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String withoutCounts(String message) {
        return message.contains(COUNTS) ? COUNTING.matcher(message).replaceAll(COUNTS) : message;
    }
}
