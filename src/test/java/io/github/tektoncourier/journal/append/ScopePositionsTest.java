package io.github.tektoncourier.journal.append;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.github.tektoncourier.journal.append.ScopePositions.Row;
import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.run.Scope;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScopePositionsTest {

    private static final Scope SCOPE = new Scope("test", "taskruns", "", "");
    private static final Instant REBUILT = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "rebuilt, no row, -1, true",
        "rebuilt, no baseline, -1, true",
        "rebuilt, no baseline, 0, true",
        "rebuilt, no baseline, 1, false",
        "rebuilt, baseline, -1, false",
        "sound, no row, -1, false",
        "sound, no baseline, -1, false"
    })
    void what_a_first_list_showed_before_the_damage_may_be_told_again(
            String journal, String scope, int secondsBehind, boolean again) {
        Map<String, Row> rows = new HashMap<>();
        if (!scope.equals("no row")) {
            rows.put(SCOPE.key(), new Row(1, new Known.Position("7", scope.equals("baseline")), 0));
        }
        long rebuilt = journal.equals("rebuilt") ? REBUILT.toEpochMilli() : 0;
        ScopePositions positions = new ScopePositions(
                rows, 0, rebuilt, true, REBUILT.plusSeconds(60).toEpochMilli());

        boolean may = positions.mayBeToldAgain(SCOPE, at(REBUILT.plusSeconds(secondsBehind)));

        assertThat(may).isEqualTo(again);
    }

    private static CloudEvent at(Instant time) {
        return CloudEventBuilder.v1()
                .withId("uid/started")
                .withType("dev.tekton.event.taskrun.started.v1")
                .withSource(URI.create("/apis"))
                .withTime(time.atOffset(ZoneOffset.UTC))
                .build();
    }
}
