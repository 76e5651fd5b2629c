package io.github.tektoncourier.text;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names under which people keep what must not be read. */
public final class Credentials {

    private static final Pattern NAME =
            Pattern.compile("password|passwd|passphrase|passcode|token|secret|apikey|accesskey|privatekey|routingkey"
                    + "|credential|authorization|signature|jaas|cookie|webhook|.*(key|pass|pwd)$");
    private static final Pattern NO_SECRET = Pattern.compile(
            ".*(partitionkey|messagekey|kafkakey|file|path|dir|type|location|enabled|format|name|sock|id"
                    + "|topic|channel|timeout|duration|interval|delay|size|count|limit|ttl|mode|method|header"
                    + "|mechanism|version|tokenize)$");
    private static final Pattern ADDRESS = Pattern.compile("(?i)[a-z][a-z0-9+.-]*://.*", Pattern.DOTALL);

    private static final Pattern PROXY = Pattern.compile("(?i)(https?|all)_proxy");
    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{[^{}]*}");

    private static final Pattern PLACEHOLDERS = Pattern.compile("(\\{\\{[^{}]*}}|[:@])*");
    private static final Pattern PARAMETER = Pattern.compile("([?&;])([^=&;]*)=([^&;]*)");

    private Credentials() {}

    /** Whether a parameter, setting, header or environment variable of this name holds a secret. */
    public static boolean named(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        return !NO_SECRET.matcher(plain).matches() && NAME.matcher(plain).find();
    }

    /** Gives an owner those of some settings that are secret by their names, and all addresses. */
    public static void among(Map<String, String> settings, Owner owner) {
        settings.forEach((name, value) -> {
            if (ADDRESS.matcher(value.strip()).matches()) {
                owner.address(value);
            } else if (PROXY.matcher(name).matches() && value.contains("@")) {
                owner.address("http://" + value.strip()); // as a proxy's address may be written
            } else if (isSecret(name, value) && !value.startsWith("/")) {
                owner.secret(value);
            }
        });
    }

    /**
     * An address of a file for a reader of that file: without user info and without values of its query that are secret by
     * their names. Placeholders stay.
     */
    public static String maskedAddress(String address) {
        int query = address.indexOf('?');
        String shown = query < 0 ? address : address.substring(0, query);
        for (String secret : Address.of(shown).secrets()) {
            shown = PLACEHOLDERS.matcher(secret).matches() ? shown : shown.replace(secret, Secrets.MASK);
        }
        return query < 0
                ? shown
                : shown
                        + PARAMETER
                                .matcher(address.substring(query))
                                .replaceAll(found -> Matcher.quoteReplacement(
                                        found.group(1) + parameter(found.group(2), found.group(3))));
    }

    private static String parameter(String name, String value) {
        boolean shows = PLACEHOLDERS.matcher(value).matches() || !Address.isCredential(name, value);
        return name + "=" + (shows ? value : Secrets.MASK);
    }

    /**
     * Whether a value is secret by its name. A word as a key is none: {@code routingKey: events} of a message broker,
     * other than PagerDuty's.
     */
    public static boolean isSecret(String name, String value) {
        return named(name)
                && !(name.toLowerCase(Locale.ROOT).endsWith("key") && PlainWords.isWord(value.strip()))
                && !EXPRESSION.matcher(value.strip()).matches();
    }
}
