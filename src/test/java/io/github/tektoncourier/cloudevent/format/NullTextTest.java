package io.github.tektoncourier.cloudevent.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.tektoncourier.kamelet.EventAttributes;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A field that is {@code null} is absent, and never the word "null". */
class NullTextTest {

    private static final String NULLS =
            """
            {"apiVersion":"tekton.dev/v1","kind":"KIND",
             "metadata":{"name":"n","namespace":"ns","uid":"u","creationTimestamp":"2026-11-23T04:00:00Z",
              "generateName":null,"labels":null,"annotations":null,"ownerReferences":null},
             "spec":{"taskRef":{"name":null},"pipelineRef":{"name":null},"serviceAccountName":null},
             "status":{"startTime":"2026-11-23T04:00:01Z","completionTime":"2026-11-23T04:00:09Z","podName":null,
              "conditions":[{"type":"Succeeded","status":"False","reason":null,"message":null,"severity":null,
               "lastTransitionTime":"2026-11-23T04:00:09Z"}],
              "results":null,"childReferences":[{"name":"c","displayName":null,"kind":null,"pipelineTaskName":null}],
              "steps":[{"name":"s","container":null,"terminated":{"exitCode":1,"reason":null,"message":null,
               "startedAt":"2026-11-23T04:00:02Z","finishedAt":"2026-11-23T04:00:08Z"}}]}}
            """;

    @ParameterizedTest
    @ValueSource(strings = {"TaskRun", "PipelineRun", "CustomRun"})
    void nothing_that_is_told_of_a_run_says_null(String kind) throws Exception {
        JsonNode run = Told.JSON.readTree(
                NULLS.replace("KIND", kind).replace("/v1\"", kind.equals("CustomRun") ? "/v1beta1\"" : "/v1\""));
        Format cdEvents = new CdEvents(new RunLinks(null, "https://10.0.0.1:6443/"), Clock.systemUTC());

        List<EventMessage> events = Told.events(run);

        assertThat(events).hasSizeGreaterThan(1);
        for (EventMessage event : events) {
            saysNoNull(event);
            new TektonV1().format(event).ifPresent(NullTextTest::saysNoNull);
            Optional<EventMessage> cdEvent = cdEvents.format(event);
            cdEvent.ifPresent(NullTextTest::saysNoNull);
        }
    }

    @Test
    void a_header_that_jq_found_nothing_for_is_no_attribute() {
        Map<String, String> attributes = EventAttributes.of(Map.of(
                "CamelCloudEventID", "1",
                "CamelCloudEventSource", "/s",
                "CamelCloudEventType", "t",
                "CamelCloudEventTeam", Told.JSON.nullNode()));

        assertThat(attributes).doesNotContainKey("team");
    }

    private static void saysNoNull(EventMessage event) {
        assertThat(event.attributes().values()).doesNotContain("null").noneMatch(value -> value.contains("null"));
        assertThat(new String(event.data(), StandardCharsets.UTF_8)).doesNotContain("\"null\"");
    }
}
