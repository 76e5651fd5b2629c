package io.github.tektoncourier.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.concurrent.ThreadPoolExecutor;

/** Writes what became of a registered sink file as a Kubernetes Event on its ConfigMap. */
public final class ConfigMapEvents {

    private static final int MOST_WAITING = 5_000;

    private final KubernetesEventWriter writer;

    public ConfigMapEvents(KubernetesClient client, Clock clock) {
        this.writer = new KubernetesEventWriter(
                client,
                clock,
                new KubernetesEventWriter.Kind(
                        "sink-file-events",
                        MOST_WAITING,
                        new ThreadPoolExecutor.DiscardOldestPolicy(),
                        true,
                        "a registered sink file",
                        "Grant create and patch on events (docs/tenants.md), or switch courier.sinks.kubernetes-events"
                                + " off."));
    }

    /**
     * A verdict about a file.
     *
     * @param name of the ConfigMap
     * @param file in the ConfigMap
     * @param reason one word, such as SinkRunning
     * @param warning whether its author has something to do
     */
    public record Verdict(
            String namespace, String name, String uid, String file, String reason, String message, boolean warning) {}

    /** Writes it soon; what cannot be written is said once in the log, and harms nothing else. */
    public void tell(Verdict verdict) {
        var subject = new KubernetesEventWriter.Subject(
                "v1", "ConfigMap", verdict.namespace(), verdict.name(), verdict.uid());
        String name = subject.eventName(verdict.file() + "/" + verdict.reason() + "/" + verdict.message());
        writer.write(subject, name, verdict.warning(), verdict.reason(), verdict.message());
    }
}
