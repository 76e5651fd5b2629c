package io.github.tektoncourier.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.slot.RefusalNotice;
import io.github.tektoncourier.slot.SlotReading;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadPoolExecutor;

/** Writes one Kubernetes Event for each run and slot of which a value was refused. */
public final class RefusalEvents implements RefusalNotice {

    private static final int MOST_KNOWN = 10_000;
    private static final int MOST_WAITING = 1_000;

    private final KubernetesEventWriter writer;
    private final Map<String, Boolean> told = new LinkedHashMap<>();

    public RefusalEvents(KubernetesClient client, Clock clock) {
        this.writer = new KubernetesEventWriter(
                client,
                clock,
                new KubernetesEventWriter.Kind(
                        "refusal-events",
                        MOST_WAITING,
                        new ThreadPoolExecutor.DiscardPolicy(),
                        false,
                        "a refused value",
                        "Grant create on events (docs/operations.md, Rights), or switch courier.slots.kubernetes-events"
                                + " off."));
    }

    @Override
    public void refused(Run run, String slot, List<SlotReading.RefusedValue> refused) {
        var subject = new KubernetesEventWriter.Subject(
                run.kind().apiVersion(), run.kind().kind(), run.namespace(), run.name(), run.uid());
        String name = subject.eventName(slot);
        if (first(run.namespace() + "/" + name)) {
            String more = refused.size() == 1 ? "" : " (and " + (refused.size() - 1) + " more)";
            String message = "The slot " + slot + " does not take " + refused.get(0) + more;
            writer.write(subject, name, true, "SlotValueRefused", message);
        }
    }

    private synchronized boolean first(String name) {
        boolean first = told.putIfAbsent(name, true) == null;
        if (told.size() > MOST_KNOWN) {
            told.remove(told.keySet().iterator().next());
        }
        return first;
    }
}
