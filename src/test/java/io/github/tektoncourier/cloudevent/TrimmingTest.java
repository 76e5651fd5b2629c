package io.github.tektoncourier.cloudevent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrimmingTest {

    static List<JsonNode> rungs() throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        new YAMLMapper()
                .readTree(Objects.requireNonNull(TrimmingTest.class.getResourceAsStream("/trimming/rungs.yaml")))
                .forEach(rows::add);
        return rows;
    }

    @ParameterizedTest
    @MethodSource("rungs")
    void each_rung_leaves_what_the_table_says(JsonNode row) {
        byte[] data = row.path("data").asText().getBytes(UTF_8);

        String expected = new String(data, UTF_8);
        for (int rung = 0; rung <= Trimming.LAST; rung++) {
            expected = row.path(Integer.toString(rung)).asText(expected);
            assertThat(new String(Trimming.trim(data, rung), UTF_8))
                    .as("%s, rung %d", row.path("name").asText(), rung)
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("rungs")
    void the_next_rung_is_the_next_that_helps(JsonNode row) {
        byte[] data = row.path("data").asText().getBytes(UTF_8);
        List<Integer> expected = new ArrayList<>();
        for (int rung = 1; rung <= Trimming.LAST; rung++) {
            if (row.has(Integer.toString(rung))) {
                expected.add(rung);
            }
        }

        List<Integer> taken = new ArrayList<>();
        for (int rung = Trimming.next(data, 0); rung > 0; rung = Trimming.next(data, rung)) {
            taken.add(rung);
        }

        assertThat(taken).as(row.path("name").asText()).isEqualTo(expected);
    }

    @Test
    void blanks_between_members_do_no_harm() {
        byte[] data =
                " { \"taskRun\" : { \"spec\" : { \"taskSpec\" : { } , \"a\" : 1 } , \"status\" : { \"a\":1 ,\n\"taskSpec\":{} } } } "
                        .getBytes(UTF_8);

        assertThat(new String(Trimming.trim(data, 1), UTF_8))
                .isEqualTo(" { \"taskRun\" : { \"spec\" : {  \"a\" : 1 } , \"status\" : { \"a\":1  } } } ");
    }

    @Test
    void no_data_are_no_data() {
        assertThat(Trimming.trim(new byte[0], 3)).isEmpty();
        assertThat(Trimming.next(new byte[0], 0)).isZero();
    }
}
