package io.github.tektoncourier.cloudevent;

import io.github.tektoncourier.run.KubernetesEvent;
import io.github.tektoncourier.run.Run;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Puts the objects' own bytes under their root keys. */
final class Data {

    private Data() {}

    /** {@code {"taskRun":…}}, or {@code {"event":…,"taskRun":…}}; a run that nobody has is left out. */
    static byte[] of(Run run, @Nullable KubernetesEvent event) {
        byte[] eventJson = event == null ? new byte[0] : event.json();
        ByteArrayOutputStream out = new ByteArrayOutputStream(run.json().length + eventJson.length + 40);
        out.write('{');
        if (event != null) {
            member(out, "event", eventJson);
        }
        if (run.json().length > 0) {
            if (event != null) {
                out.write(',');
            }
            member(out, run.kind().dataKey(), run.json());
        }
        out.write('}');
        return out.toByteArray();
    }

    private static void member(ByteArrayOutputStream out, String key, byte[] json) {
        out.writeBytes(("\"" + key + "\":").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(json);
    }
}
