package io.github.tektoncourier.demo.kube;

import java.util.Map;

/**
 * One version of one object, as bytes: listing and watching it parses nothing again.
 *
 * @param fields what field selectors may ask for
 * @param tailAt where the bytes behind the resourceVersion begin
 */
public record Stored(
        ApiResource resource,
        String namespace,
        String name,
        String uid,
        long revision,
        Map<String, String> labels,
        Map<String, String> fields,
        byte[] json,
        int tailAt) {

    /** Sorts a collection by namespace, then name, as etcd's keys do. */
    static String key(String namespace, String name) {
        return namespace + "/" + name;
    }

    String key() {
        return key(namespace, name);
    }

    /** The same content under another resourceVersion, for DELETED. */
    Stored at(long newRevision) {
        byte[] head = resource.head();
        byte[] digits = Long.toString(newRevision).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        int tail = json.length - tailAt;
        byte[] bytes = new byte[head.length + digits.length + tail];
        System.arraycopy(head, 0, bytes, 0, head.length);
        System.arraycopy(digits, 0, bytes, head.length, digits.length);
        System.arraycopy(json, tailAt, bytes, head.length + digits.length, tail);
        return new Stored(
                resource, namespace, name, uid, newRevision, labels, fields, bytes, head.length + digits.length);
    }
}
