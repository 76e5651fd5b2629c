package io.github.tektoncourier.cloudevent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.moment.Mutation;
import io.github.tektoncourier.moment.RandomLife;
import io.github.tektoncourier.run.KnownRun;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Lives made from seeds, sound and spoiled; a failure names its seed, with which it can be had again. */
class EventPropertiesTest {

    private static final int LIVES = Integer.getInteger("courier.lives", 200);
    private static final int SPOILED = Integer.getInteger("courier.inputs", 3_000);

    @Test
    void whatever_happens_in_a_life_its_events_are_sound() {
        for (long seed = 0; seed < LIVES; seed++) {
            for (ObjectNode state : RandomLife.objects(seed)) {
                assertThat(EventProperties.holdForRun(RandomLife.kind(state), bytes(state)))
                        .as("seed %d", seed)
                        .isTrue();
            }
        }
    }

    @Test
    void a_spoiled_object_is_refused_in_one_way_or_its_events_are_sound() {
        int read = 0;
        for (long seed = 0; seed < SPOILED; seed++) {
            List<ObjectNode> life = RandomLife.objects(seed % 500);
            ObjectNode state = life.get(new SplittableRandom(seed).nextInt(life.size()));
            try {
                read += EventProperties.holdForRun(RandomLife.kind(state), Mutation.of(state, seed)) ? 1 : 0;
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        assertThat(read).as("spoiled objects that could be read").isBetween(SPOILED / 10, SPOILED - SPOILED / 50);
    }

    @Test
    void what_the_fuzzer_starts_from_and_what_it_found_is_sound() throws IOException {
        Run about = new KnownRun(RunKind.TASK_RUN, "u", "ns", "a").bare();
        for (byte[] bytes : inputs("RunBytesFuzzInputs")) {
            for (RunKind kind : RunKind.values()) {
                EventProperties.holdForRun(kind, bytes);
            }
        }
        for (byte[] bytes : inputs("KubernetesEventBytesFuzzInputs")) {
            EventProperties.holdForKubernetesEvent(about, bytes);
        }
    }

    private static List<byte[]> inputs(String folder) throws IOException {
        Path here = Path.of("src/test/resources/io/github/tektoncourier/cloudevent", folder);
        List<byte[]> inputs = new ArrayList<>();
        try (Stream<Path> files = Files.walk(here)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                inputs.add(Files.readAllBytes(file));
            }
        }
        assertThat(inputs).as("inputs in %s", here).isNotEmpty();
        return inputs;
    }

    private static byte[] bytes(ObjectNode state) {
        return state.toString().getBytes(StandardCharsets.UTF_8);
    }
}
