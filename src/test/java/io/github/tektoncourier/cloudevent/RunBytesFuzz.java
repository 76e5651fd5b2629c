package io.github.tektoncourier.cloudevent;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.tektoncourier.run.RunKind;

/**
 * Any bytes as any kind of run, guided by Jazzer: {@code mvn test -Pfuzz}. What it finds is kept beside the other inputs
 * in the test resources, which {@link EventPropertiesTest} runs always.
 */
class RunBytesFuzz {

    @DictionaryFile(resourcePath = "/fuzz/objects.dict")
    @FuzzTest(maxDuration = "1h", maxExecutions = 600_000)
    void whatever_the_bytes_they_are_refused_or_their_events_are_sound(byte[] bytes) {
        for (RunKind kind : RunKind.values()) {
            EventProperties.holdForRun(kind, bytes);
        }
    }
}
