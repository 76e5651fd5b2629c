package io.github.tektoncourier.journal.sqlite;

import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.journal.StoredEvent;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a journal must know after some batches: the same rules as the real one's, in a page, with nothing but maps. */
final class ModelLedger {

    /** An event, at its place in the list of all: its sequence is the index plus one. */
    record Event(String uid, String moment, String key, String namespace, byte[] data) {
        String id() {
            return uid + "/" + moment;
        }

        boolean same(StoredEvent stored) {
            return id().equals(stored.attributes().get("id"))
                    && key.equals(stored.attributes().get("partitionkey"))
                    && Arrays.equals(data, stored.data());
        }
    }

    /** A position that the disk may have. */
    record Place(String resourceVersion, boolean baseline) {}

    final Map<String, Set<String>> told = new TreeMap<>();
    final Map<String, Set<String>> live = new HashMap<>();
    final List<Event> events = new ArrayList<>();
    final Map<String, List<Place>> places = new HashMap<>();
    /** Retention may have taken what was told of these. */
    final Set<String> forgettable = new HashSet<>();

    private final Map<String, String> keys = new HashMap<>();
    private final Map<String, Long> goneSince = new HashMap<>();
    private final Set<String> durablePlaces = new HashSet<>();

    ModelLedger copy() {
        ModelLedger copy = new ModelLedger();
        told.forEach((uid, moments) -> copy.told.put(uid, new HashSet<>(moments)));
        live.forEach((scope, uids) -> copy.live.put(scope, new TreeSet<>(uids)));
        places.forEach((scope, list) -> copy.places.put(scope, new ArrayList<>(list)));
        copy.events.addAll(events);
        copy.forgettable.addAll(forgettable);
        copy.keys.putAll(keys);
        copy.goneSince.putAll(goneSince);
        copy.durablePlaces.addAll(durablePlaces);
        return copy;
    }

    void append(Batch batch, long now) {
        int before = events.size();
        Change change = batch.change();
        Run run = change.run();
        if (run != null
                && (told.containsKey(run.uid())
                        || change.type() != Change.Type.DELETED
                        || !batch.entries().isEmpty())) {
            String key = keys.computeIfAbsent(run.uid(), any -> run.partitionKey());
            Set<String> moments = told.computeIfAbsent(run.uid(), any -> new HashSet<>());
            for (Batch.Entry entry : batch.entries()) {
                if (moments.add(entry.moment()) && entry.event() != null) {
                    events.add(new Event(run.uid(), entry.moment(), key, run.namespace(), batch.data()));
                }
            }
            shown(change, run, now);
        }
        change.position().ifPresent(version -> move(change, version));
        if (events.size() > before || change.type() == Change.Type.LIST_COMPLETE) {
            settlePlaces();
        }
    }

    private void shown(Change change, Run run, long now) {
        live.values().forEach(uids -> uids.remove(run.uid()));
        if (change.type() == Change.Type.DELETED) {
            goneSince.putIfAbsent(run.uid(), now);
        } else {
            goneSince.remove(run.uid());
            live(change.scope()).add(run.uid());
        }
    }

    Set<String> live(Scope scope) {
        return live.computeIfAbsent(scope.key(), any -> new TreeSet<>());
    }

    private void move(Change change, String version) {
        List<Place> list = places.computeIfAbsent(change.scope().key(), any -> new ArrayList<>());
        boolean baseline = change.type() == Change.Type.LIST_COMPLETE
                || (!list.isEmpty() && last(list).baseline());
        list.add(new Place(version, baseline));
    }

    /** What has led to something durable is itself durable; only what came behind it may be lost. */
    private void settlePlaces() {
        places.values().forEach(list -> list.subList(0, list.size() - 1).clear());
        durablePlaces.addAll(places.keySet());
    }

    /** Whether something that a scope led to is durable, and its position with it. */
    boolean placeIsDurable(Scope scope) {
        return durablePlaces.contains(scope.key());
    }

    /** After a crash the scope stands where the disk says. */
    void resumed(Scope scope, Known.Position position) {
        places.remove(scope.key());
        if (!position.equals(Known.Position.NONE)) {
            durablePlaces.add(scope.key());
            places.put(
                    scope.key(), new ArrayList<>(List.of(new Place(position.resourceVersion(), position.baseline()))));
        }
    }

    static Place last(List<Place> list) {
        return list.get(list.size() - 1);
    }

    /** Runs that were gone for so long that what was told of them may go, too. */
    void time(long now, long retentionMillis) {
        goneSince.forEach((uid, since) -> {
            if (now - since >= retentionMillis) {
                forgettable.add(uid);
            }
        });
    }

    Event event(long sequence) {
        return Objects.requireNonNull(events.get((int) sequence - 1));
    }
}
