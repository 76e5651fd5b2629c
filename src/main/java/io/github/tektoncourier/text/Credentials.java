package io.github.tektoncourier.text;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Names under which people keep what must not be read. */
public final class Credentials {

    private static final Pattern NAME =
            Pattern.compile("password|passwd|passphrase|passcode|token|secret|apikey|accesskey|privatekey|routingkey"
                    + "|credential|authorization|signature|jaas|cookie|webhook|.*(key|pass|pwd)$");
    private static final Pattern NO_SECRET = Pattern.compile(
            ".*(partitionkey|messagekey|kafkakey|file|path|dir|type|location|enabled|format|name|sock|id)$");
    private static final Pattern ADDRESS = Pattern.compile("(?i)[a-z][a-z0-9+.-]*://.*", Pattern.DOTALL);

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
            } else if (named(name) && !value.startsWith("/")) {
                owner.secret(value);
            }
        });
    }
}
