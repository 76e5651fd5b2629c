package io.github.tektoncourier.cluster;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.tektoncourier.text.LogText;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads Secrets that tenants grant, each by a GET with its name: the courier has no right on Secrets of its own. An answer
 * holds for some minutes, a failure for some seconds.
 */
public final class SecretReader {

    private static final Duration HOLDS = Duration.ofMinutes(3);
    private static final Duration AGAIN = Duration.ofSeconds(5);
    private static final int MOST = 10_000;
    private static final int FORBIDDEN = 403;

    /**
     * What the API server said.
     *
     * @param trouble why there is no answer; empty where there is one
     */
    private record Answer(Map<String, String> values, String trouble, Instant until) {}

    private final KubernetesClient client;
    private final Clock clock;
    private final Map<String, Answer> answers = new LinkedHashMap<>();

    public SecretReader(KubernetesClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /**
     * One key of one Secret, without the line's end that files often have.
     *
     * @throws IllegalArgumentException says in the words of the namespace's owner why there is none
     */
    public String read(String namespace, String secret, String key) {
        Answer answer = answer(namespace, secret);
        if (!answer.trouble().isEmpty()) {
            throw new IllegalArgumentException(answer.trouble());
        }
        String value = answer.values().get(key);
        if (value == null) {
            throw new IllegalArgumentException("The Secret " + secret + " in namespace " + namespace + " has no key "
                    + LogText.line(key, 100) + " with text in it. Add it, or correct the placeholder.");
        }
        return value;
    }

    private synchronized Answer answer(String namespace, String secret) {
        String name = namespace + "/" + secret;
        @Nullable Answer known = answers.remove(name);
        Answer current = known != null && clock.instant().isBefore(known.until()) ? known : ask(namespace, secret);
        answers.put(name, current);
        if (answers.size() > MOST) {
            answers.remove(answers.keySet().iterator().next());
        }
        return current;
    }

    private Answer ask(String namespace, String secret) {
        try {
            Secret found =
                    client.secrets().inNamespace(namespace).withName(secret).get();
            return found == null
                    ? trouble("There is no Secret " + secret + " in namespace " + namespace
                            + ". Make it, or correct the placeholder.")
                    : new Answer(text(found), "", clock.instant().plus(HOLDS));
        } catch (KubernetesClientException e) {
            return trouble(
                    e.getCode() == FORBIDDEN
                            ? "The courier may not get the Secret " + secret + " in namespace " + namespace
                                    + ". Grant it there by a Role with the verb get and resourceNames [" + secret
                                    + "], bound to the courier's ServiceAccount (docs/tenants.md)."
                            : "The Secret " + secret + " in namespace " + namespace + " cannot be read now: "
                                    + LogText.line(e.getMessage(), 200) + ". It is tried again.");
        }
    }

    private Answer trouble(String why) {
        return new Answer(Map.of(), why, clock.instant().plus(AGAIN));
    }

    private static Map<String, String> text(Secret secret) {
        Map<String, String> values = new HashMap<>();
        @Nullable Map<String, String> data = secret.getData();
        if (data != null) {
            data.forEach((key, value) -> {
                try {
                    String text = new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
                    values.put(key, text.replaceFirst("\\r?\\n$", ""));
                } catch (IllegalArgumentException e) {
                    values.remove(key); // no base64: the API server sends none such
                }
            });
        }
        return Map.copyOf(values);
    }
}
