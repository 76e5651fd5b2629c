package io.github.tektoncourier.routes.tenant;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The values of {@code {{secret:NAME/KEY}}} in the files of tenants: of Secrets of their own namespace. */
public final class TenantSecrets {

    /** Each value is masked in all that is written, and its spellings stay in memory for that. */
    private static final int LONGEST = 8_192;

    private static final Pattern KEY = Pattern.compile("secret:([a-z0-9.-]{1,253})/([A-Za-z0-9._-]{1,253})");

    /** Reads one key of one Secret. */
    @FunctionalInterface
    public interface Source {
        /**
         * The value.
         *
         * @throws IllegalArgumentException says in the tenant's words why there is none
         */
        String read(String namespace, String secret, String key);
    }

    private final Source source;

    public TenantSecrets(Source source) {
        this.source = source;
    }

    /** Without a cluster: what the settings have under {@code secret:NAME/KEY}, else an address that leads nowhere. */
    public static TenantSecrets standIns(Map<String, String> settings) {
        return new TenantSecrets((namespace, secret, key) ->
                settings.getOrDefault("secret:" + secret + "/" + key, "https://secret.invalid/" + secret + "/" + key));
    }

    /**
     * The value of what stands between the braces of a placeholder.
     *
     * @param namespace of the tenant
     * @throws IllegalArgumentException says in the tenant's words why there is none
     */
    public String value(String namespace, String placeholder) {
        Matcher matcher = KEY.matcher(placeholder);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("The only placeholders of a tenant's file are {{secret:NAME/KEY}}.");
        }
        String value = source.read(namespace, matcher.group(1), matcher.group(2));
        if (value.length() > LONGEST) {
            throw new IllegalArgumentException("The value of {{" + placeholder + "}} has more than " + LONGEST
                    + " characters, as no address and no token has. Correct it, or the placeholder.");
        }
        return value;
    }
}
