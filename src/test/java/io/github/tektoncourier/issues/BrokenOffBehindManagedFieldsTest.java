package io.github.tektoncourier.issues;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.tektoncourier.run.KubernetesEventReader;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.RunReader;
import io.github.tektoncourier.run.UnreadableException;
import org.junit.jupiter.api.Test;

/** Found by Jazzer: bytes that end right behind a member that is cut out were read one byte too far. */
class BrokenOffBehindManagedFieldsTest {

    private static final byte[] BROKEN_OFF = "{\"metadata\":{\"managedFields\":[]".getBytes(UTF_8);

    @Test
    void a_run_that_breaks_off_behind_managed_fields_is_unreadable_and_nothing_worse() {
        assertThatExceptionOfType(UnreadableException.class)
                .isThrownBy(() -> RunReader.read(RunKind.TASK_RUN, BROKEN_OFF, 0, BROKEN_OFF.length));
    }

    @Test
    void a_core_event_that_breaks_off_there_is_so_too() {
        assertThatExceptionOfType(UnreadableException.class)
                .isThrownBy(() -> KubernetesEventReader.read(BROKEN_OFF, 0, BROKEN_OFF.length));
    }
}
