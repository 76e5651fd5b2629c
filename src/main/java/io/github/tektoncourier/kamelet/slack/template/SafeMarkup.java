package io.github.tektoncourier.kamelet.slack.template;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Markup in which only links over http and https and dates are more than text: mentions of people, groups and channels
 * become text, whoever wrote them.
 */
final class SafeMarkup {

    static final int FALLBACK = 500;

    private static final Pattern OURS = Pattern.compile(
            "<(?:https?://[^|<>\\s]+(?:\\|[^<>]*)?|!date\\^[0-9]{1,12}\\^[^<>|^]*(?:\\^https?://[^<>|\\s]+)?\\|[^<>]*)>");
    private static final Pattern HALF_ENTITY = Pattern.compile("&[a-z]{0,3}$");

    private SafeMarkup() {}

    static String of(String markup, int most) {
        String text = visible(markup);
        StringBuilder safe = new StringBuilder(text.length());
        Matcher ours = OURS.matcher(text);
        int from = 0;
        while (ours.find()) {
            safe.append(plain(text.substring(from, ours.start()))).append(ours.group());
            from = ours.end();
        }
        return cut(safe.append(plain(text.substring(from))).toString(), most);
    }

    /** Plain text of one line, in which nothing is markup: what is escaped for markup is not escaped here. */
    static String line(String text, int most) {
        String line = visible(text)
                .replace('\n', ' ')
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&")
                .strip();
        if (line.length() <= most) {
            return line;
        }
        int end = Character.isHighSurrogate(line.charAt(most - 2)) ? most - 2 : most - 1;
        return line.substring(0, end) + "…";
    }

    private static String plain(String text) {
        return text.replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String visible(String text) {
        return text.replaceAll("[\\p{Cc}&&[^\\n]]", " ").replaceAll("[\\p{Cf}\\p{Co}\\p{Cn}\\p{Cs}]", "");
    }

    /** Cuts before a link or an entity that does not fit as a whole. */
    private static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        String kept = text.substring(0, most - 1);
        int open = kept.lastIndexOf('<');
        if (open > kept.lastIndexOf('>')) {
            kept = kept.substring(0, open);
        }
        kept = HALF_ENTITY.matcher(kept).replaceFirst("");
        boolean half = !kept.isEmpty() && Character.isHighSurrogate(kept.charAt(kept.length() - 1));
        return (half ? kept.substring(0, kept.length() - 1) : kept) + "…";
    }
}
