package io.github.tektoncourier.cloudevent;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.tektoncourier.run.KnownRun;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.schema.EveryEvent;

/** Any bytes as a core Event, as {@link RunBytesFuzz} has them for runs. */
class KubernetesEventBytesFuzz {

    private static final Run ABOUT = new KnownRun(RunKind.TASK_RUN, "u", "ns", "a").bare();

    @DictionaryFile(resourcePath = "/fuzz/objects.dict")
    @FuzzTest(maxDuration = "1h", maxExecutions = 400_000)
    void whatever_the_bytes_they_are_refused_or_their_events_are_sound(byte[] bytes) {
        EveryEvent.without(() -> EventProperties.holdForKubernetesEvent(ABOUT, bytes));
    }
}
