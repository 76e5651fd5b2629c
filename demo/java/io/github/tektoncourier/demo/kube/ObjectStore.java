package io.github.tektoncourier.demo.kube;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What etcd is to a real API server: versions every write, keeps history, notifies listeners. */
final class ObjectStore {
    private final Map<ApiResource, Shelf> shelves = new HashMap<>();
    private final CopyOnWriteArraySet<Runnable> listeners = new CopyOnWriteArraySet<>();
    private long revision = 1;
    private @Nullable Backup backup;

    /** Everything as it was at one moment. */
    private record Backup(long revision, Map<ApiResource, Map<String, Stored>> objects) {}

    ObjectStore(long historyBytes) {
        ApiResource.ALL.forEach(r -> shelves.put(r, new Shelf(historyBytes)));
    }

    /** Reads several things as of one moment. */
    synchronized <T> T read(ApiResource resource, BiFunction<Shelf, Long, T> reader) {
        return reader.apply(shelf(resource), revision);
    }

    synchronized long revision() {
        return revision;
    }

    synchronized @Nullable Stored get(ApiResource resource, String namespace, String name) {
        return shelf(resource).objects.get(Stored.key(namespace, name));
    }

    /** Reads, decides and writes as one step, so that two writers never overwrite each other unseen. */
    synchronized <T> T atomically(Supplier<T> work) {
        return work.get();
    }

    /** Creates or replaces; a draft equal to what is there spends no version. */
    Stored put(Draft draft) {
        Stored now;
        synchronized (this) {
            Shelf shelf = shelf(draft.resource());
            Stored before = shelf.objects.get(Stored.key(draft.namespace(), draft.name()));
            if (before != null && draft.sameAs(before)) {
                return before;
            }
            now = draft.stored(++revision);
            shelf.apply(new StoredChange(revision, before, now));
        }
        tell();
        return now;
    }

    /** Removes an object and gives back its last content under the version of its removal. */
    @Nullable
    Stored delete(ApiResource resource, String namespace, String name) {
        Stored gone;
        synchronized (this) {
            Shelf shelf = shelf(resource);
            Stored before = shelf.objects.get(Stored.key(namespace, name));
            if (before == null) {
                return null;
            }
            revision++;
            gone = before.at(revision);
            shelf.apply(new StoredChange(revision, gone, null));
        }
        tell();
        return gone;
    }

    synchronized void compact() {
        shelves.values().forEach(s -> s.compact(revision));
    }

    /** Spends versions without touching a collection, as writes to resources that we do not serve would. */
    synchronized void skip(long count) {
        revision += count;
    }

    /** Keeps a copy of everything; the latest one counts. */
    synchronized void backUp() {
        Map<ApiResource, Map<String, Stored>> objects = new HashMap<>();
        shelves.forEach((resource, shelf) -> objects.put(resource, Map.copyOf(shelf.objects)));
        backup = new Backup(revision, objects);
    }

    /** Puts the copy back, and the revision with it; history begins there. */
    synchronized void restore() {
        Backup copy = backup;
        if (copy == null) {
            throw new IllegalStateException("There is no backup. Call backUp() first.");
        }
        revision = copy.revision();
        shelves.forEach((resource, shelf) -> {
            shelf.compact(revision);
            shelf.objects.clear();
            shelf.objects.putAll(copy.objects().getOrDefault(resource, Map.of()));
        });
    }

    synchronized @Nullable List<StoredChange> changes(ApiResource resource, long position, int limit) {
        return shelf(resource).from(position, limit);
    }

    void listen(Runnable listener) {
        listeners.add(listener);
    }

    void unlisten(Runnable listener) {
        listeners.remove(listener);
    }

    private void tell() {
        listeners.forEach(Runnable::run);
    }

    private Shelf shelf(ApiResource resource) {
        Shelf shelf = shelves.get(resource);
        if (shelf == null) {
            throw new IllegalArgumentException("The embedded cluster does not serve " + resource.qualified());
        }
        return shelf;
    }
}
