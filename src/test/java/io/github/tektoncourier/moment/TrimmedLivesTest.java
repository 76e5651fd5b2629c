package io.github.tektoncourier.moment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.cloudevent.Trimming;
import io.github.tektoncourier.run.Run;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What trimming may never do, over random lives; a life can be had again by its seed. */
class TrimmedLivesTest {

    private static final int LIVES = Integer.getInteger("courier.lives", 500);
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void it_gives_valid_json_never_grows_and_keeps_metadata_and_conditions() throws IOException {
        for (long seed = 0; seed < LIVES; seed++) {
            Random random = new Random(seed);
            for (Run state : RandomLife.from(seed)) {
                byte[] data = data(state, random);
                JsonNode whole = JSON.readTree(data).get(state.kind().dataKey());
                int size = data.length;
                for (int rung = 1; rung <= Trimming.LAST; rung++) {
                    byte[] trimmed = Trimming.trim(data, rung);
                    JsonNode left = JSON.readTree(trimmed).get(state.kind().dataKey());

                    assertThat(trimmed.length)
                            .as("seed %d, rung %d", seed, rung)
                            .isLessThanOrEqualTo(size);
                    assertThat(Trimming.trim(trimmed, rung))
                            .as("again: seed %d, rung %d", seed, rung)
                            .isSameAs(trimmed);
                    assertThat(JSON.readTree(Trimming.trim(Trimming.trim(data, rung - 1), rung)))
                            .as("step by step: seed %d, rung %d", seed, rung)
                            .isEqualTo(JSON.readTree(trimmed));
                    assertThat(left.get("metadata").toString())
                            .isEqualTo(whole.get("metadata").toString());
                    assertThat(left.at("/status/conditions").toString())
                            .isEqualTo(whole.at("/status/conditions").toString());
                    assertThat(left.get("kind")).isEqualTo(whole.get("kind"));
                    size = trimmed.length;
                }
            }
        }
    }

    /** The state with much that can be left out, in any order. */
    private static byte[] data(Run run, Random random) throws IOException {
        ObjectNode object = (ObjectNode) JSON.readTree(run.json());
        ObjectNode spec = JSON.createObjectNode();
        fill(spec, random);
        object.set("spec", spec);
        ObjectNode status = object.withObject("/status");
        fill(status, random);
        for (JsonNode step : status.path("steps")) {
            fill((ObjectNode) step, random);
        }
        for (JsonNode retry : status.path("retriesStatus")) {
            fill((ObjectNode) retry, random);
        }
        ObjectNode data = JSON.createObjectNode();
        if (random.nextInt(4) == 0) {
            data.putObject("event").put("reason", "Started");
        }
        data.set(run.kind().dataKey(), shuffled(object, random));
        return random.nextBoolean()
                ? JSON.writeValueAsBytes(data)
                : JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(data);
    }

    private static void fill(ObjectNode object, Random random) {
        for (String name : new String[] {
            "taskSpec",
            "pipelineSpec",
            "customSpec",
            "provenance",
            "artifacts",
            "results",
            "inputs",
            "outputs",
            "x",
            "y"
        }) {
            if (random.nextBoolean()) {
                switch (random.nextInt(4)) {
                    case 0 ->
                        object.putObject(name)
                                .put("taskSpec", "ü \"{[")
                                .putArray("steps")
                                .addObject();
                    case 1 -> object.putArray(name).add(1.5).addNull();
                    case 2 -> object.put(name, "},{\\");
                    default -> object.putNull(name);
                }
            }
        }
    }

    private static JsonNode shuffled(JsonNode node, Random random) {
        if (node instanceof ArrayNode array) {
            ArrayNode out = JSON.createArrayNode();
            array.forEach(element -> out.add(shuffled(element, random)));
            return out;
        }
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        Collections.shuffle(names, random);
        ObjectNode out = JSON.createObjectNode();
        names.forEach(name -> out.set(name, shuffled(object.get(name), random)));
        return out;
    }
}
