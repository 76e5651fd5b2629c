package io.github.tektoncourier.faults;

import java.util.SplittableRandom;

/** A finished TaskRun about as large as etcd takes it, full of small members: its tree takes many times its bytes. */
final class LargeTaskRun {

    private LargeTaskRun() {}

    static String json(String name, int bytes) {
        SplittableRandom random = new SplittableRandom(name.hashCode());
        StringBuilder json = new StringBuilder(bytes + 1_024)
                .append(
                        """
                        {"apiVersion":"tekton.dev/v1","kind":"TaskRun","metadata":{"namespace":"default","name":"%s",
                        "uid":"uid-%s","creationTimestamp":"2026-11-23T00:00:00Z"},"spec":{"taskRef":{"name":"t"}},
                        "status":{"startTime":"2026-11-23T00:00:00Z","completionTime":"2026-11-23T00:01:00Z",
                        "conditions":[{"type":"Succeeded","status":"True","reason":"Succeeded","message":"done",
                        "lastTransitionTime":"2026-11-23T00:01:00Z"}],"results":[{"name":"n","type":"array","value":["x"
                        """
                                .formatted(name, name)
                                .strip());
        while (json.length() < bytes) {
            json.append(",\"")
                    .append(Long.toString(random.nextLong(1L << 40), 36))
                    .append('"');
        }
        return json.append("]}]}}").toString();
    }
}
