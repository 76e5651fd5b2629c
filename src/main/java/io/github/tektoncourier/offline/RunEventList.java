package io.github.tektoncourier.offline;

import io.cloudevents.CloudEvent;
import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.cloudevent.CloudEvents;
import io.github.tektoncourier.cloudevent.format.EventMessage;
import io.github.tektoncourier.journal.StoredEvent;
import io.github.tektoncourier.moment.Moments;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Every event that runs prove, each once, as a journal would hand it to a subscription. */
public final class RunEventList {

    private static final Scope FILES = new Scope("", "files", "", "");

    private final OfflineJournal journal;
    private final CloudEvents cloudEvents;
    private final Moments moments = new Moments();
    private final List<StoredEvent> events = new ArrayList<>();

    RunEventList(String cluster, OfflineJournal journal) {
        this.journal = journal;
        this.cloudEvents = new CloudEvents(cluster, journal);
    }

    /** Makes a run known to routes that ask for other runs, as the Slack sink does, before its events are added. */
    public void know(Run run) {
        journal.know(run);
    }

    /** Adds what is new of a state of a run, and gives it. */
    public List<StoredEvent> add(Run run) {
        journal.know(run);
        int before = events.size();
        Change change = Change.ofRun(FILES, Change.Type.LISTED, false, run);
        Batch batch = cloudEvents.cloudEvents(moments.moments(change));
        for (Batch.Entry entry : batch.entries()) {
            CloudEvent event = entry.event();
            if (event != null) {
                long sequence = events.size() + 1L;
                EventMessage message =
                        EventMessage.of(event).with("sequence", String.format(Locale.ROOT, "%020d", sequence));
                events.add(new StoredEvent(sequence, message.attributes(), message.data(), 0));
            }
            // Without a UID it is unknown whether two documents of one name are the same run.
            if (!run.uid().equals(run.where())) {
                journal.tell(run.uid(), entry.moment());
            }
        }
        return List.copyOf(events.subList(before, events.size()));
    }

    /** All of them, in order. */
    public List<StoredEvent> events() {
        return List.copyOf(events);
    }
}
