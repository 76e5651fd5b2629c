package io.github.tektoncourier.cloudevent;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.schema.EveryEvent;
import java.nio.charset.StandardCharsets;

/**
 * Any bytes as any kind of run, guided by Jazzer: {@code mvn test -Pfuzz}. What it finds is kept beside the other inputs
 * in the test resources, which {@link EventPropertiesTest} runs always.
 */
class RunBytesFuzz {

    @DictionaryFile(resourcePath = "/fuzz/objects.dict")
    @FuzzTest(maxDuration = "1h", maxExecutions = 600_000)
    void whatever_the_bytes_they_are_refused_or_their_events_are_sound(byte[] bytes) {
        EveryEvent.without(() -> EventProperties.holdForRun(kind(bytes), bytes));
    }

    /** The one that the bytes speak of, because two of three readers would refuse them for that alone. */
    private static RunKind kind(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (text.contains("\"PipelineRun\"")) {
            return RunKind.PIPELINE_RUN;
        }
        return text.contains("\"CustomRun\"") ? RunKind.CUSTOM_RUN : RunKind.TASK_RUN;
    }
}
