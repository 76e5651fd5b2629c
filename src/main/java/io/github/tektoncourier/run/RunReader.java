package io.github.tektoncourier.run;

import java.io.IOException;

/** Reads a run's JSON in one pass: no tree, and the bytes for events are cut from the bytes that came. */
public final class RunReader {

    private RunReader() {}

    /** The run in these bytes, which may be reused afterwards. Throws {@link UnreadableException} and nothing else. */
    public static Run read(RunKind kind, byte[] bytes, int offset, int length) {
        return read(kind, bytes, offset, length, false);
    }

    /**
     * The run in a snapshot of the ledger. What was cut out of one before it was stored shows by what is left: it nests
     * as deeply as an event may.
     *
     * @throws UnreadableException when it is none
     */
    public static Run readStored(RunKind kind, byte[] bytes) {
        return read(kind, bytes, 0, bytes.length, Nesting.reaches(bytes, Nesting.DEEPEST));
    }

    private static Run read(RunKind kind, byte[] bytes, int offset, int length, boolean trimmed) {
        Parts parts = new Parts();
        StoredObject object = new StoredObject(kind.kind(), RunKind.GROUP, kind.apiVersion());
        byte[] json = object.read(bytes, offset, length, parts);
        Metadata metadata = parts.metadata;
        object.require("metadata.name", metadata.name);
        object.require("metadata.uid", metadata.uid);
        return run(kind, parts, json, trimmed || object.trimmed());
    }

    /**
     * The run in a file, which no API server has completed: without a namespace it is in {@code default}, as kubectl
     * takes it; without a UID {@code namespace/name} stands in its place; it may still wait for its name.
     */
    public static Run readFile(RunKind kind, byte[] bytes, int offset, int length) {
        Parts parts = new Parts();
        StoredObject object = new StoredObject(kind.kind(), RunKind.GROUP, kind.apiVersion());
        byte[] json = object.read(bytes, offset, length, parts);
        Metadata metadata = parts.metadata;
        if (metadata.namespace.isEmpty()) {
            metadata.namespace = "default";
        }
        if (metadata.uid.isEmpty()) {
            metadata.uid = metadata.namespace + "/" + metadata.name;
        }
        return run(kind, parts, json, object.trimmed());
    }

    private static Run run(RunKind kind, Parts parts, byte[] json, boolean trimmed) {
        Metadata metadata = parts.metadata;
        StatusReader status = parts.status;
        return new Run(
                kind,
                metadata.uid,
                metadata.namespace,
                metadata.name,
                metadata.resourceVersion,
                metadata.created,
                metadata.deleted,
                metadata.labels,
                metadata.annotations,
                metadata.ownerUid,
                status.attempt(),
                status.retries,
                status.skipped,
                status.children(),
                json,
                trimmed);
    }

    private static final class Parts implements StoredObject.Reader {
        private Metadata metadata = new Metadata();
        private StatusReader status = new StatusReader();

        @Override
        public void member(String name, JsonCursor json) throws IOException {
            switch (name) {
                case "metadata" -> {
                    metadata = new Metadata();
                    metadata.read(json);
                }
                case "status" -> {
                    status = new StatusReader();
                    status.read(json);
                }
                default -> json.skip();
            }
        }

        @Override
        public String where() {
            return metadata.where();
        }
    }
}
