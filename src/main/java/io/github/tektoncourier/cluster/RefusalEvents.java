package io.github.tektoncourier.cluster;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.slot.RefusalNotice;
import io.github.tektoncourier.slot.SlotReading;
import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.text.Secrets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one Kubernetes Event for each run and slot of which a value was refused, on a thread of its own: deliveries wait
 * for none. The Event's name is made of both, so a restart writes no second one.
 */
public final class RefusalEvents implements RefusalNotice {

    /** By this name the courier knows its own Events, and never tells them. */
    private static final String REPORTER = "tekton-courier";

    private static final Logger LOG = LoggerFactory.getLogger(RefusalEvents.class);
    private static final int CONFLICT = 409;
    private static final int MOST_KNOWN = 10_000;
    private static final int MOST_WAITING = 1_000;
    private static final int MESSAGE = 900;

    private final KubernetesClient client;
    private final Clock clock;
    private final Map<String, Boolean> told = new LinkedHashMap<>();
    private final ThreadPoolExecutor writer;
    private boolean saidFailed;

    public RefusalEvents(KubernetesClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
        this.writer = new ThreadPoolExecutor(
                1,
                1,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_WAITING),
                work -> {
                    Thread thread = new Thread(work, "refusal-events");
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardPolicy());
        writer.allowCoreThreadTimeOut(true);
    }

    @Override
    public void refused(Run run, String slot, List<SlotReading.RefusedValue> refused) {
        String name = name(run, slot);
        if (first(run.namespace() + "/" + name)) {
            Event event = event(run, slot, refused, name);
            writer.execute(() -> write(event));
        }
    }

    private synchronized boolean first(String name) {
        boolean first = told.putIfAbsent(name, true) == null;
        if (told.size() > MOST_KNOWN) {
            told.remove(told.keySet().iterator().next());
        }
        return first;
    }

    private static String name(Run run, String slot) {
        String start = run.name().length() > 180 ? run.name().substring(0, 180) : run.name();
        return start.replaceFirst("[.-]+$", "") + "." + Integer.toHexString((run.uid() + "/" + slot).hashCode());
    }

    private Event event(Run run, String slot, List<SlotReading.RefusedValue> refused, String name) {
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        String more = refused.size() == 1 ? "" : " (and " + (refused.size() - 1) + " more)";
        String message = "The slot " + slot + " does not take " + refused.get(0) + more;
        return new EventBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(run.namespace())
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(run.kind().apiVersion())
                .withKind(run.kind().kind())
                .withName(run.name())
                .withNamespace(run.namespace())
                .withUid(run.uid())
                .endInvolvedObject()
                .withType("Warning")
                .withReason("SlotValueRefused")
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

    private void write(Event event) {
        try {
            Event unused = client.resource(event).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != CONFLICT) {
                sayFailed(e);
            }
        }
    }

    private synchronized void sayFailed(KubernetesClientException e) {
        if (!saidFailed) {
            saidFailed = true;
            LOG.warn(
                    "A Kubernetes Event about a refused value cannot be written: {}. Grant create on events"
                            + " (docs/operations.md, Rights), or switch courier.slots.kubernetes-events off.",
                    LogText.line(e.getMessage(), 200));
        }
    }
}
