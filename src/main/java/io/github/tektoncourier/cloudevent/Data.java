package io.github.tektoncourier.cloudevent;

import io.github.tektoncourier.run.KubernetesEvent;
import io.github.tektoncourier.run.Run;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Puts the objects' own bytes under their root keys. */
final class Data {

    private Data() {}

    /** {@code {"taskRun":…}}, or {@code {"event":…,"taskRun":…}}; a run that is not known is left out. */
    static byte[] of(Run run, @Nullable KubernetesEvent event) {
        byte[] runKey = key((event == null ? "{\"" : ",\"") + run.kind().dataKey() + "\":");
        if (event == null) {
            return joined(runKey, run.json(), key("}"));
        }
        byte[] eventKey = key("{\"event\":");
        return run.json().length == 0
                ? joined(eventKey, event.json(), key("}"))
                : joined(eventKey, event.json(), runKey, run.json(), key("}"));
    }

    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] joined(byte[]... parts) {
        int size = 0;
        for (byte[] part : parts) {
            size += part.length;
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        for (byte[] part : parts) {
            out.put(part);
        }
        return out.array();
    }
}
