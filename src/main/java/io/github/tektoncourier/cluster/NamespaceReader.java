package io.github.tektoncourier.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.tektoncourier.slot.NamespaceAnnotations;
import io.github.tektoncourier.slot.NamespaceUnreadableException;
import io.github.tektoncourier.slot.Slot;
import io.github.tektoncourier.text.LogText;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads annotations of namespaces by GET, which a Role can grant by name, too; an answer holds for half a minute. */
public final class NamespaceReader implements NamespaceAnnotations {

    private static final Logger LOG = LoggerFactory.getLogger(NamespaceReader.class);
    private static final Duration HOLDS = Duration.ofSeconds(30);
    private static final Duration AGAIN = Duration.ofSeconds(2);
    private static final int MOST = 10_000;
    private static final int FORBIDDEN = 403;
    private static final int MOST_SAID = 100;

    /**
     * What the API server said.
     *
     * @param trouble why there is no answer; empty where there is one
     */
    private record Answer(Map<String, String> annotations, String trouble, Instant until) {}

    private final KubernetesClient client;
    private final Clock clock;
    private final Map<String, Answer> answers = new LinkedHashMap<>();
    private final Set<String> forbidden = new LinkedHashSet<>();

    public NamespaceReader(KubernetesClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    @Override
    public Map<String, String> of(String namespace) {
        Answer answer = known(namespace);
        if (answer == null) {
            answer = ask(namespace);
            keep(namespace, answer);
        }
        if (!answer.trouble().isEmpty()) {
            throw new NamespaceUnreadableException(answer.trouble());
        }
        return answer.annotations();
    }

    private synchronized @Nullable Answer known(String namespace) {
        Answer answer = answers.get(namespace);
        return answer != null && clock.instant().isBefore(answer.until()) ? answer : null;
    }

    private synchronized void keep(String namespace, Answer answer) {
        answers.remove(namespace);
        answers.put(namespace, answer);
        if (answers.size() > MOST) {
            answers.remove(answers.keySet().iterator().next());
        }
    }

    private Answer ask(String namespace) {
        try {
            Namespace found = client.namespaces().withName(namespace).get();
            return answer(found == null ? Map.of() : ours(found), "", HOLDS);
        } catch (KubernetesClientException e) {
            if (e.getCode() == FORBIDDEN) {
                sayForbidden(namespace);
                return answer(Map.of(), "", HOLDS);
            }
            String why = "the namespace " + namespace + " cannot be read: " + LogText.line(e.getMessage(), 200);
            return answer(Map.of(), why, AGAIN);
        }
    }

    private Answer answer(Map<String, String> annotations, String trouble, Duration holds) {
        return new Answer(annotations, trouble, clock.instant().plus(holds));
    }

    private static Map<String, String> ours(Namespace namespace) {
        Map<String, String> ours = new HashMap<>();
        Map<String, String> all = namespace.getMetadata().getAnnotations();
        if (all != null) {
            all.forEach((key, value) -> {
                if (key.startsWith(Slot.PREFIX) && value != null) {
                    ours.put(key, value);
                }
            });
        }
        return Map.copyOf(ours);
    }

    /** Each by its name, because a Role can grant one and not another; not without end. */
    private synchronized void sayForbidden(String namespace) {
        if (forbidden.size() < MOST_SAID && forbidden.add(namespace)) {
            LOG.warn(
                    "The courier may not get the namespace {}, so its annotations fill no slots. Grant get on namespaces"
                            + " (docs/operations.md, Rights), or write slotFrom: run.",
                    namespace);
        }
    }

    /** The namespaces of which that was said. */
    synchronized Set<String> forbidden() {
        return Set.copyOf(forbidden);
    }
}
