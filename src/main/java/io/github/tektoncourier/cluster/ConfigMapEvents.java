package io.github.tektoncourier.cluster;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.text.Secrets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what became of a registered sink file as a Kubernetes Event on its ConfigMap, on a thread of its own. The name is
 * made of the file and what is said, so a restart that finds the same writes no second one.
 */
public final class ConfigMapEvents {

    private static final String REPORTER = "tekton-courier";
    private static final Logger LOG = LoggerFactory.getLogger(ConfigMapEvents.class);
    private static final int CONFLICT = 409;
    private static final int MOST_WAITING = 5_000;
    private static final int MESSAGE = 900;
    private static final int LONGEST_NAME = 180;

    private final KubernetesClient client;
    private final Clock clock;
    private final ThreadPoolExecutor writer;
    private boolean saidFailed;

    public ConfigMapEvents(KubernetesClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
        this.writer = new ThreadPoolExecutor(
                1,
                1,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_WAITING),
                work -> {
                    Thread thread = new Thread(work, "sink-file-events");
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardOldestPolicy());
        writer.allowCoreThreadTimeOut(true);
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
        writer.execute(() -> write(event(verdict)));
    }

    private Event event(Verdict verdict) {
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        String start =
                verdict.name().length() > LONGEST_NAME ? verdict.name().substring(0, LONGEST_NAME) : verdict.name();
        String about = verdict.uid() + "/" + verdict.file() + "/" + verdict.reason() + "/" + verdict.message();
        return new EventBuilder()
                .withNewMetadata()
                .withName(start.replaceFirst("[.-]+$", "") + "." + Integer.toHexString(about.hashCode()))
                .withNamespace(verdict.namespace())
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion("v1")
                .withKind("ConfigMap")
                .withName(verdict.name())
                .withNamespace(verdict.namespace())
                .withUid(verdict.uid())
                .endInvolvedObject()
                .withType(verdict.warning() ? "Warning" : "Normal")
                .withReason(verdict.reason())
                .withMessage(LogText.line(Secrets.ofProcess().mask(verdict.message()), MESSAGE))
                .withNewSource()
                .withComponent(REPORTER)
                .endSource()
                .withReportingComponent(REPORTER)
                .withCount(1)
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .build();
    }

    private void write(Event event) {
        try {
            Event unused = client.resource(event).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() == CONFLICT) {
                again(event);
            } else {
                sayFailed(e);
            }
        }
    }

    /** The same was said before: its time is now, so that it stands behind what was said in between. */
    private void again(Event event) {
        try {
            String patch = "{\"lastTimestamp\":\"" + event.getLastTimestamp() + "\"}";
            Event unused = client.v1()
                    .events()
                    .inNamespace(event.getMetadata().getNamespace())
                    .withName(event.getMetadata().getName())
                    .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
        } catch (KubernetesClientException e) {
            sayFailed(e);
        }
    }

    private synchronized void sayFailed(KubernetesClientException e) {
        if (!saidFailed) {
            saidFailed = true;
            LOG.warn(
                    "A Kubernetes Event about a registered sink file cannot be written: {}. Grant create and patch on"
                            + " events (docs/tenants.md), or switch courier.sinks.kubernetes-events off.",
                    LogText.line(e.getMessage(), 200));
        }
    }
}
