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
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes Kubernetes Events on a thread of its own, so that the caller waits for none. A name is made of what is told, so a
 * restart that tells the same writes no second Event.
 */
final class KubernetesEventWriter {

    /** By this name the courier knows its own Events, and never tells them. */
    private static final String REPORTER = "tekton-courier";

    private static final Logger LOG = LoggerFactory.getLogger(KubernetesEventWriter.class);
    private static final int CONFLICT = 409;
    private static final int MESSAGE = 900;
    private static final int LONGEST_START = 180;
    private static final long THREAD_KEPT_SECONDS = 10;

    private final KubernetesClient client;
    private final Clock clock;
    private final Kind kind;
    private final ThreadPoolExecutor writer;
    private boolean saidFailed;

    /**
     * What sets the Events of one writer apart.
     *
     * @param thread its name
     * @param mostWaiting how many Events wait at most
     * @param surplus what becomes of those beyond
     * @param renewed whether an Event that is there already gets the time of now, so that it stands behind others
     * @param about what the Events are about, for the log
     * @param advice what to do where they cannot be written
     */
    record Kind(
            String thread,
            int mostWaiting,
            RejectedExecutionHandler surplus,
            boolean renewed,
            String about,
            String advice) {}

    /** The object that an Event is about. */
    record Subject(String apiVersion, String kind, String namespace, String name, String uid) {

        /** A name for an Event: the object's, and a hash of what else makes it this one. */
        String eventName(String distinction) {
            String start = name.length() > LONGEST_START ? name.substring(0, LONGEST_START) : name;
            return start.replaceFirst("[.-]+$", "") + "." + Integer.toHexString((uid + "/" + distinction).hashCode());
        }
    }

    KubernetesEventWriter(KubernetesClient client, Clock clock, Kind kind) {
        this.client = client;
        this.clock = clock;
        this.kind = kind;
        this.writer = new ThreadPoolExecutor(
                1,
                1,
                THREAD_KEPT_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(kind.mostWaiting()),
                work -> {
                    Thread thread = new Thread(work, kind.thread());
                    thread.setDaemon(true);
                    return thread;
                },
                kind.surplus());
        writer.allowCoreThreadTimeOut(true);
    }

    /** Writes it soon; what cannot be written is said once in the log, and harms nothing else. */
    void write(Subject subject, String name, boolean warning, String reason, String message) {
        Event event = event(subject, name, warning, reason, message);
        writer.execute(() -> create(event));
    }

    private Event event(Subject subject, String name, boolean warning, String reason, String message) {
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        return new EventBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(subject.namespace())
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(subject.apiVersion())
                .withKind(subject.kind())
                .withName(subject.name())
                .withNamespace(subject.namespace())
                .withUid(subject.uid())
                .endInvolvedObject()
                .withType(warning ? "Warning" : "Normal")
                .withReason(reason)
                .withMessage(LogText.line(Secrets.ofProcess().mask(message), MESSAGE))
                .withNewSource()
                .withComponent(REPORTER)
                .endSource()
                .withReportingComponent(REPORTER)
                .withCount(1)
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .build();
    }

    private void create(Event event) {
        try {
            Event unused = client.resource(event).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != CONFLICT) {
                sayFailed(e);
            } else if (kind.renewed()) {
                renew(event);
            }
        }
    }

    private void renew(Event event) {
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
                    "A Kubernetes Event about {} cannot be written: {}. {}",
                    kind.about(),
                    LogText.line(e.getMessage(), 200),
                    kind.advice());
        }
    }
}
