package io.github.tektoncourier.bench.jmh;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.cloudevent.CloudEvents;
import io.github.tektoncourier.moment.Moment;
import io.github.tektoncourier.moment.Moments;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.RunReader;
import io.github.tektoncourier.run.Scope;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What the courier does with each change that a watch brings, beside what it costs to merely read the bytes. */
@State(org.openjdk.jmh.annotations.Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class FromBytesToEvents {

    private static final JsonFactory JSON = new JsonFactory();
    private static final Scope SCOPE = new Scope("bench", "runs", "", "");

    /** Which body. */
    @Param({"TASK_RUN", "PIPELINE_RUN"})
    public RunKind kind;

    private byte[] bytes;
    private final Moments moments = new Moments();
    private CloudEvents allTold;
    private CloudEvents threeUntold;

    /** Makes the body, and two pasts: one that has everything, one that lacks the last three moments. */
    @Setup
    public void setUp() {
        bytes = kind == RunKind.TASK_RUN ? Bodies.taskRun() : Bodies.pipelineRun();
        List<String> keys =
                moments.moments(change()).moments().stream().map(Moment::key).toList();
        allTold = new CloudEvents("prod", new Past(Set.copyOf(keys)));
        threeUntold = new CloudEvents(
                "prod", new Past(keys.stream().limit(keys.size() - 3).collect(Collectors.toUnmodifiableSet())));
        if (nothingNew().entries().size() != 0 || threeMoments().entries().size() != 3) {
            throw new IllegalStateException("The benchmark does not measure what it says: " + keys);
        }
    }

    /** The yardstick: one bare pass of Jackson's streaming parser. */
    @Benchmark
    public int parse() throws IOException {
        int tokens = 0;
        try (JsonParser parser = JSON.createParser(bytes)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                tokens++;
            }
        }
        return tokens;
    }

    /** A change that proves nothing new, as most do. */
    @Benchmark
    public Batch nothingNew() {
        return allTold.cloudEvents(moments.moments(change()));
    }

    /** A change that proves three moments; their events share one body. */
    @Benchmark
    public Batch threeMoments() {
        return threeUntold.cloudEvents(moments.moments(change()));
    }

    private Change change() {
        return Change.ofRun(SCOPE, Change.Type.MODIFIED, false, RunReader.read(kind, bytes, 0, bytes.length));
    }
}
