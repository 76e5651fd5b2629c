package io.github.tektoncourier.kamelet.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.StringJoiner;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.hc.core5.http.HttpRequest;

/**
 * Signs requests as Standard Webhooks says: HMAC-SHA256 over id, time and body, one signature for each secret, so that a
 * receiver can check by the old or by the new one while a secret changes.
 *
 * @see <a href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Specification</a>
 */
final class WebhookSignature {

    static final String ID = "webhook-id";
    static final String TIMESTAMP = "webhook-timestamp";
    static final String SIGNATURE = "webhook-signature";

    private static final String ALGORITHM = "HmacSHA256";
    private static final String PREFIX = "whsec_";
    private static final String HOW = ". Make one by: echo whsec_$(openssl rand -base64 32)";
    private static final int MOST_SECRETS = 2;
    private static final int SHORTEST = 24;
    private static final int LONGEST = 64;

    private final List<SecretKeySpec> keys;
    private final Clock clock;

    private WebhookSignature(List<SecretKeySpec> keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * Reads one secret, or two separated by a blank.
     *
     * @throws IllegalArgumentException says what is wrong, without the secret
     */
    static WebhookSignature of(String secrets, Clock clock) {
        List<SecretKeySpec> keys = new ArrayList<>();
        for (String secret : secrets.strip().split("\\s+", -1)) {
            keys.add(key(secret));
        }
        if (keys.size() > MOST_SECRETS) {
            throw new IllegalArgumentException("signingSecret has " + keys.size() + " secrets. Write one, or while it"
                    + " changes two, separated by a blank: the new one and the old one");
        }
        return new WebhookSignature(keys, clock);
    }

    private static SecretKeySpec key(String secret) {
        if (!secret.startsWith(PREFIX)) {
            throw new IllegalArgumentException(
                    "signingSecret does not begin with " + PREFIX + ", as secrets of Standard Webhooks do" + HOW);
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("signingSecret has something else than Base64 behind " + PREFIX + HOW);
        }
        if (bytes.length < SHORTEST || bytes.length > LONGEST) {
            throw new IllegalArgumentException("signingSecret must be " + SHORTEST + " to " + LONGEST
                    + " bytes in Base64 behind " + PREFIX + ", as Standard Webhooks asks; it is " + bytes.length + HOW);
        }
        return new SecretKeySpec(bytes, ALGORITHM);
    }

    /**
     * Sets the three headers.
     *
     * @param id the same for each repeat of an event
     */
    void sign(HttpRequest request, String id, byte[] body) {
        String messageId = PercentEncoding.encode(id);
        String timestamp = Long.toString(clock.instant().getEpochSecond());
        StringJoiner signatures = new StringJoiner(" ");
        for (SecretKeySpec key : keys) {
            signatures.add("v1," + Base64.getEncoder().encodeToString(hmac(key, messageId, timestamp, body)));
        }
        request.setHeader(ID, messageId);
        request.setHeader(TIMESTAMP, timestamp);
        request.setHeader(SIGNATURE, signatures.toString());
    }

    private static byte[] hmac(SecretKeySpec key, String id, String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((id + "." + timestamp + ".").getBytes(UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has " + ALGORITHM, e);
        }
    }
}
