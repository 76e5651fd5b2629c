package io.github.tektoncourier.moment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.cloudevent.CloudEvents;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.FakeKnown;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.RunReader;
import io.github.tektoncourier.run.Scope;
import java.util.List;

/** Makes runs for tests the way the cluster does: from JSON. */
public final class Snapshots {

    static final ObjectMapper JSON = new ObjectMapper();
    static final Scope SCOPE = new Scope("c", "taskruns", "", "");

    private Snapshots() {}

    public static Run run(RunKind kind, ObjectNode object) {
        try {
            byte[] bytes = JSON.writeValueAsBytes(object);
            return RunReader.read(kind, bytes, 0, bytes.length);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** An object without status, called ns/name. */
    public static ObjectNode object(RunKind kind, String name, String uid) {
        ObjectNode object = JSON.createObjectNode();
        object.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
        object.putObject("metadata")
                .put("name", name)
                .put("namespace", "ns")
                .put("uid", uid)
                .put("creationTimestamp", "2026-11-22T12:00:00Z");
        return object;
    }

    static List<Moment> moments(Run run) {
        return new Moments()
                .moments(Change.ofRun(SCOPE, Change.Type.MODIFIED, false, run))
                .moments();
    }

    /** The same, each made an event, so that it is held against its schema (schema/EveryEvent). */
    static List<Moment> told(Run run) {
        Proof proof = new Moments().moments(Change.ofRun(SCOPE, Change.Type.MODIFIED, false, run));
        new CloudEvents("", new FakeKnown()).cloudEvents(proof);
        return proof.moments();
    }

    static List<String> keys(Run run) {
        return moments(run).stream().map(Moment::key).toList();
    }
}
