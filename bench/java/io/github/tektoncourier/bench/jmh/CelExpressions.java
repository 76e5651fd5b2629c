package io.github.tektoncourier.bench.jmh;

import io.github.tektoncourier.cel.CelEvent;
import io.github.tektoncourier.cel.CelProgram;
import io.github.tektoncourier.cel.RunData;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What a condition in CEL costs for one event: over its attributes, and over its run, whose bytes are read for it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CelExpressions {

    private static final Map<String, String> ATTRIBUTES = Map.of(
            "type", "dev.tekton.event.taskrun.failed.v1",
            "namespace", "team-a",
            "kind", "taskrun",
            "outcome", "failure",
            "subject", "build-1");

    private final CelProgram attributes =
            CelProgram.condition("event.type.startsWith('dev.tekton.event.') && event.namespace in ['team-a', 'team-b']"
                    + " && attributes['outcome'] == 'failure'");

    private final CelProgram comparisons =
            CelProgram.condition("event.type.startsWith('dev.tekton.event.') && event.namespace in ['team-a', 'team-b']"
                    + " && event.outcome == 'failure'");

    private final CelProgram run = CelProgram.condition("event.namespace == 'team-a' && has(run.metadata.labels)"
            + " && run.status.conditions.exists(c, c.type == 'Succeeded' && c.status != 'Unknown')");

    private final byte[] body = data();

    private static byte[] data() {
        byte[] taskRun = Bodies.taskRun();
        byte[] head = "{\"taskRun\":".getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[head.length + taskRun.length + 1];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(taskRun, 0, all, head.length, taskRun.length);
        all[all.length - 1] = '}';
        return all;
    }

    @Benchmark
    public boolean overAttributes() {
        return attributes.holds(new Given(body));
    }

    @Benchmark
    public boolean overFieldsOfEvent() {
        return comparisons.holds(new Given(body));
    }

    @Benchmark
    public boolean overTheRun() {
        return run.holds(new Given(body));
    }

    private record Given(byte[] body) implements CelEvent {
        @Override
        public String attribute(String name) {
            return ATTRIBUTES.get(name);
        }

        @Override
        public Object run() {
            return RunData.run(body);
        }
    }
}
