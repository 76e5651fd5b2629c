package io.github.tektoncourier.cloudevent;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.core.data.BytesCloudEventData;
import io.cloudevents.core.v1.CloudEventBuilder;
import io.github.tektoncourier.moment.Moment;
import io.github.tektoncourier.moment.Proof;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.run.Run;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Gives each new moment its id, its attributes and, once for all of them, its bytes. */
public final class CloudEvents {

    private static final byte[] NO_DATA = {};
    private static final String SCHEMA = "urn:io.github.tektoncourier:schema:";

    private final String cluster;
    private final Source source;
    private final Known known;
    private final Clock clock;
    private final Map<String, URI> schemas = new ConcurrentHashMap<>();

    /** {@code cluster} as configured, empty where it is not. */
    public CloudEvents(String cluster, Known known) {
        this(cluster, known, Clock.systemUTC());
    }

    /** With a clock of its own, for what is observed and carries no time. */
    public CloudEvents(String cluster, Known known, Clock clock) {
        this.cluster = cluster;
        this.source = new Source(cluster);
        this.known = known;
        this.clock = clock;
    }

    /** What the journal is to append for a proof: nothing but the position where all of it has been told. */
    public Batch cloudEvents(Proof proof) {
        Change change = proof.change();
        Run run = change.run();
        if (run == null || proof.moments().isEmpty()) {
            return new Batch(change, NO_DATA, List.of());
        }
        List<Moment> fresh = untold(run, proof.moments());
        if (fresh.isEmpty() || change.silent()) {
            return new Batch(
                    change,
                    NO_DATA,
                    fresh.stream().map(m -> new Batch.Entry(m.key(), null)).toList());
        }
        byte[] data = Data.of(run, change.type() == Change.Type.RECOVERED ? null : change.event());
        boolean trimmed = run.trimmed()
                || (change.event() != null && change.event().trimmed() && change.type() != Change.Type.RECOVERED);
        CloudEventData shared = BytesCloudEventData.wrap(data);
        URI from = source.of(run);
        List<Batch.Entry> entries = new ArrayList<>(fresh.size());
        for (Moment moment : fresh) {
            entries.add(new Batch.Entry(moment.key(), event(run, moment, from, shared, trimmed)));
        }
        return new Batch(change, data, entries);
    }

    private List<Moment> untold(Run run, List<Moment> moments) {
        Set<String> told = known.told(run.uid());
        if (told.isEmpty()) {
            return moments;
        }
        List<Moment> fresh = new ArrayList<>(moments.size());
        for (Moment moment : moments) {
            if (!told.contains(moment.key())) {
                fresh.add(moment);
            }
        }
        return fresh;
    }

    private CloudEvent event(Run run, Moment moment, URI from, CloudEventData data, boolean trimmed) {
        CloudEventBuilder event = new CloudEventBuilder()
                .withId(AttributeText.id(run.uid()) + "/" + moment.key())
                .withSource(from)
                .withType(moment.type())
                .withSubject(AttributeText.text(run.name()))
                .withDataContentType("application/json")
                .withDataSchema(schemas.computeIfAbsent(moment.type(), type -> URI.create(SCHEMA + type)))
                .withData(data);
        Instant time = time(moment);
        if (time != null) {
            event.withTime(time.atOffset(ZoneOffset.UTC));
        }
        Extensions extensions = new Extensions(event);
        extensions.put("cluster", cluster);
        extensions.of(run, moment);
        extensions.put(Trimming.EXTENSION, trimmed ? Trimming.DEPTH : null);
        return event.build();
    }

    private @Nullable Instant time(Moment moment) {
        return moment.time() == null && moment.observed() ? clock.instant() : moment.time();
    }
}
