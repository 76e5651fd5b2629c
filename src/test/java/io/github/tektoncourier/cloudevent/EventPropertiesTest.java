package io.github.tektoncourier.cloudevent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.moment.Mutation;
import io.github.tektoncourier.moment.RandomLife;
import io.github.tektoncourier.run.KnownRun;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.schema.EveryEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Lives made from seeds, sound and spoiled; a failure names its seed, with which it can be had again. */
class EventPropertiesTest {

    private static final int LIVES = Integer.getInteger("courier.lives", 60);
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
    void the_sdk_reads_every_event_of_a_life_as_it_was_made() {
        for (long seed = 0; seed < LIVES / 4; seed++) {
            for (ObjectNode state : RandomLife.objects(seed)) {
                EventProperties.readBySdk(RandomLife.kind(state), bytes(state));
            }
        }
    }

    @Test
    void a_spoiled_object_is_refused_in_one_way_or_its_events_are_sound() {
        AtomicInteger read = new AtomicInteger();
        EveryEvent.without(() -> {
            for (long seed = 0; seed < SPOILED; seed++) {
                spoiled(seed, read);
            }
        });
        assertThat(read.get()).as("spoiled objects that could be read").isBetween(SPOILED / 10, SPOILED - SPOILED / 50);
    }

    private static void spoiled(long seed, AtomicInteger read) {
        List<ObjectNode> life = RandomLife.objects(seed % 500);
        ObjectNode state = life.get(new SplittableRandom(seed).nextInt(life.size()));
        try {
            if (EventProperties.holdForRun(RandomLife.kind(state), Mutation.of(state, seed))) {
                read.incrementAndGet();
            }
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    @Test
    void what_the_fuzzer_starts_from_and_what_it_found_is_sound() throws IOException {
        List<byte[]> runs = inputs("RunBytesFuzzInputs");
        List<byte[]> events = inputs("KubernetesEventBytesFuzzInputs");
        Run about = new KnownRun(RunKind.TASK_RUN, "u", "ns", "a").bare();
        EveryEvent.without(() -> {
            for (RunKind kind : RunKind.values()) {
                runs.forEach(bytes -> EventProperties.holdForRun(kind, bytes));
            }
            events.forEach(bytes -> EventProperties.holdForKubernetesEvent(about, bytes));
        });
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
