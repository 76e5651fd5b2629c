package io.github.tektoncourier.text;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells what is an ordinary word, such as a path's {@code events}, from what may be a secret: taken out by value, a word
 * would destroy the program's own messages and names.
 */
public final class PlainWords {

    private static final Pattern WORD =
            Pattern.compile("[a-z]{0,11}|[A-Z][a-z]{0,11}|[A-Z]{0,11}|[0-9]{0,8}|v[0-9]{1,3}([a-z]{1,5}[0-9]{0,3})?");
    private static final Pattern BETWEEN = Pattern.compile("[-_./#]");
    private static final Set<String> OWN = Set.of(
            ("apikey authorization basic bearer bearertoken channel cookie credential credentials default header "
                            + "headers login method passphrase passwd password secret secrets setting settings signature "
                            + "string subject target token tokens topic username value values webhookurl "
                            + "attempt attempts camel cloudevents courier delivered delivery event events failed "
                            + "journal kafka kamelet kubernetes namespace pipeline pipelinerun pipelineruns route "
                            + "routes running sink sinks slack source started status stopped subscription "
                            + "subscriptions taskrun taskruns tekton waiting webhook")
                    .split(" "));

    private PlainWords() {}

    /** Whether it is one short word or number. */
    public static boolean isWord(String text) {
        return WORD.matcher(text).matches();
    }

    /** Whether the program's own messages use the word. */
    public static boolean isOwn(String text) {
        return OWN.contains(text.toLowerCase(Locale.ROOT));
    }

    /** Whether it is words only, e.g. a path such as {@code /api/v1/events}. */
    static boolean areWords(String text) {
        return BETWEEN.splitAsStream(text).allMatch(PlainWords::isWord);
    }
}
