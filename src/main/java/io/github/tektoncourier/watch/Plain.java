package io.github.tektoncourier.watch;

import org.jspecify.annotations.Nullable;

/** Makes text from elsewhere fit for one log line. */
final class Plain {
    private static final int LONGEST = 300;

    private Plain() {}

    static String text(@Nullable String foreign) {
        String text = foreign == null ? "" : foreign;
        StringBuilder plain = new StringBuilder(Math.min(text.length(), LONGEST));
        for (int i = 0; i < text.length() && plain.length() < LONGEST; i++) {
            char c = text.charAt(i);
            boolean safe = !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT;
            plain.append(safe && c != '\u2028' && c != '\u2029' ? c : '?');
        }
        return text.length() > LONGEST ? plain + "…" : plain.toString();
    }

    /** The last cause's own words, or its type where it has none. */
    static String reason(Throwable failure) {
        Throwable root = failure;
        for (int i = 0; i < 8 && root.getCause() != null && root.getCause() != root; i++) {
            root = root.getCause();
        }
        String words = root.getMessage();
        String type = root.getClass().getSimpleName();
        return text(words == null || words.isBlank() ? type : type + ": " + words);
    }
}
