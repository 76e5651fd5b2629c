package io.github.tektoncourier.run;

/** Reads a core/v1 Event's JSON as {@link RunReader} reads a run's. */
public final class KubernetesEventReader {

    private KubernetesEventReader() {}

    /** The Event in these bytes, which may be reused afterwards. Throws {@link UnreadableException} and nothing else. */
    public static KubernetesEvent read(byte[] bytes, int offset, int length) {
        KubernetesEventFields fields = new KubernetesEventFields();
        StoredObject object = new StoredObject("Event", "", "v1");
        byte[] json = object.read(bytes, offset, length, fields);
        object.require("metadata.name", fields.metadata.name);
        object.require("metadata.uid", fields.metadata.uid);
        return fields.event(json, object.trimmed());
    }
}
