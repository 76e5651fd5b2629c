package io.github.tektoncourier.demo.kube;

import io.vertx.core.buffer.Buffer;

/** How changes look on the wire to one selection: a line of JSON each, copied from bytes that are there already. */
record WatchLines(ApiResource resource, Selector selector) {

    /** What the change is for this selection: an object that leaves it is DELETED with its old content. */
    void change(Buffer chunk, StoredChange change) {
        Stored before = change.before();
        Stored after = change.after();
        boolean was = before != null && selector.matches(before);
        if (after != null && selector.matches(after)) {
            object(chunk, was ? "MODIFIED" : "ADDED", after);
        } else if (was && before != null) {
            object(chunk, "DELETED", before.revision() == change.revision() ? before : before.at(change.revision()));
        }
    }

    void object(Buffer chunk, String type, Stored stored) {
        chunk.appendString("{\"type\":\"")
                .appendString(type)
                .appendString("\",\"object\":")
                .appendBytes(stored.json())
                .appendString("}\n");
    }

    /** "You have seen everything up to here"; the one that ends a streaming list says so. */
    void bookmark(Buffer chunk, long revision, boolean endOfInitial) {
        chunk.appendString("{\"type\":\"BOOKMARK\",\"object\":{")
                .appendString(resource.typeFields())
                .appendString("\"metadata\":{\"resourceVersion\":\"")
                .appendString(Long.toString(revision))
                .appendString("\"")
                .appendString(endOfInitial ? ",\"annotations\":{\"k8s.io/initial-events-end\":\"true\"}" : "")
                .appendString(",\"creationTimestamp\":null}}}\n");
    }
}
