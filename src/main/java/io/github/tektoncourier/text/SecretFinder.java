package io.github.tektoncourier.text;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds secrets in texts by a rolling hash over as many characters as all of them have (Rabin and Karp), so that a text
 * without secrets costs one pass, however many there are.
 */
final class SecretFinder {

    static final SecretFinder NOTHING = new SecretFinder(List.of());

    private static final int WINDOW = 6;
    private static final int SHORTEST_BEHIND = 4;
    private static final int FACTOR = 0x01000193;
    private static final int FILTER_BITS = 16;

    private static final int LONGEST_NAME = 60;
    private static final Pattern BEHIND_EQUALS = Pattern.compile("(?i)(=[\"']?|\\b(bearer|basic) +|//[^/@\\s]*:)$");
    private static final Pattern BEHIND_NAME = Pattern.compile("([\\w.-]+)[\"']?\\s*:\\s*[\"']?$");

    private final Map<Integer, List<SecretForm>> forms = new HashMap<>();
    private final BitSet filter = new BitSet(1 << FILTER_BITS);
    private final int window;
    private final int leaving;

    SecretFinder(Collection<SecretForm> all) {
        window = all.stream().mapToInt(form -> form.text().length()).min().orElse(WINDOW) < WINDOW
                ? all.stream().mapToInt(form -> form.text().length()).min().orElse(WINDOW)
                : WINDOW;
        int power = 1;
        for (int i = 1; i < window; i++) {
            power *= FACTOR;
        }
        leaving = power;
        for (SecretForm form : all) {
            int hash = 0;
            for (int i = 0; i < window; i++) {
                hash = hash * FACTOR + form.text().charAt(i);
            }
            forms.computeIfAbsent(hash, key -> new ArrayList<>()).add(form);
            filter.set(bit(hash));
        }
    }

    boolean isEmpty() {
        return forms.isEmpty();
    }

    /** Marks what of the original is secret. */
    void find(String text, BitSet secret) {
        @Nullable View view = View.of(text);
        for (int layer = 0; view != null; layer++) {
            find(view, secret);
            view = layer < SecretForm.LAYERS ? view.decoded() : null;
        }
    }

    private void find(View view, BitSet secret) {
        char[] chars = view.chars();
        int length = view.length();
        if (length < window) {
            return;
        }
        int hash = 0;
        for (int end = 0; end < length; end++) {
            if (end >= window) {
                hash -= View.folded(chars[end - window]) * leaving;
            }
            hash = hash * FACTOR + View.folded(chars[end]);
            if (end >= window - 1 && filter.get(bit(hash))) {
                candidates(view, end - window + 1, hash, secret);
            }
        }
    }

    private void candidates(View view, int start, int hash, BitSet secret) {
        for (SecretForm form : forms.getOrDefault(hash, List.of())) {
            int end = end(view, start, form);
            if (end > 0 && counts(view, start, end, form)) {
                int from = start + form.kept();
                int to = end;
                if (form.base64()) {
                    from = edge(view, from, -1);
                    to = edge(view, to - 1, 1) + 1;
                }
                secret.set(view.place(from), view.place(to));
            }
        }
    }

    private static boolean counts(View view, int start, int end, SecretForm form) {
        return switch (form.standing()) {
            case ANYWHERE -> form.text().length() >= WINDOW || apart(view, start, end);
            case APART -> apart(view, start, end);
            case AS_VALUE -> apart(view, start, end) && isValue(view, start);
        };
    }

    /** Behind {@code =}, behind the name of a credential with a colon, or behind a scheme of authorization. */
    private static boolean isValue(View view, int start) {
        String before = new String(view.chars(), Math.max(0, start - LONGEST_NAME), Math.min(start, LONGEST_NAME));
        if (BEHIND_EQUALS.matcher(before).find()) {
            return true;
        }
        Matcher name = BEHIND_NAME.matcher(before);
        return name.find() && Credentials.named(name.group(1));
    }

    /** Where the form ends that begins here; also where the text breaks off within it. 0: it is not here. */
    private static int end(View view, int start, SecretForm form) {
        String text = form.text();
        int i = 0;
        while (i < text.length()
                && start + i < view.length()
                && View.folded(view.chars()[start + i]) == text.charAt(i)) {
            i++;
        }
        boolean whole = i == text.length();
        boolean brokenOff = i >= Math.max(WINDOW, form.kept() == 0 ? 0 : form.kept() + SHORTEST_BEHIND)
                && (start + i == view.length() || dots(view, start + i))
                && !PlainWords.isOwn(text.substring(0, i));
        return whole || brokenOff ? start + i : 0;
    }

    /** A short value or a word is taken out only where it is no part of a longer name, e.g. {@code docs/events.md}. */
    private static boolean apart(View view, int start, int end) {
        char[] chars = view.chars();
        boolean begins = start == 0
                || !(isOfName(chars[start - 1])
                        || (chars[start - 1] == '.' && start > 1 && isOfName(chars[start - 2]))
                        || (chars[start] == '/' && (chars[start - 1] == '.' || chars[start - 1] == '/')));
        boolean goesOn = end < view.length()
                && (isOfName(chars[end]) || (chars[end] == '.' && end + 1 < view.length() && isOfName(chars[end + 1])));
        return begins && !goesOn;
    }

    private static boolean isOfName(char c) {
        return Character.isLetterOrDigit(c) || c == '-' || c == '_';
    }

    private static boolean dots(View view, int at) {
        char c = view.chars()[at];
        return c == '…' || (c == '.' && at + 1 < view.length() && view.chars()[at + 1] == '.');
    }

    private static int edge(View view, int from, int step) {
        int at = from;
        while (at + step >= 0 && at + step < view.length() && isBase64(view.chars()[at + step])) {
            at += step;
        }
        return at;
    }

    private static boolean isBase64(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "+/=-_".indexOf(c) >= 0;
    }

    private static int bit(int hash) {
        return (hash * 0x9E3779B1) >>> (32 - FILTER_BITS);
    }
}
