package io.github.tektoncourier.cloudevent;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.v1.CloudEventBuilder;
import io.cloudevents.jackson.JsonFormat;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is encoded by hand is decoded by the SDK. */
class StructuredJsonTest {

    private static final byte[] DATA = "{\"taskRun\":{\"x\":\"ü\\u0001\"}}".getBytes(StandardCharsets.UTF_8);

    @Test
    void the_sdk_reads_the_same_event_again() {
        CloudEvent event = builder().withDataContentType("application/json").build();

        CloudEvent decoded = new JsonFormat().deserialize(StructuredJson.encode(event, DATA));

        assertThat(decoded.getId()).isEqualTo("u/queued");
        assertThat(decoded.getTime()).isEqualTo(event.getTime());
        assertThat(decoded.getSource()).isEqualTo(event.getSource());
        assertThat(decoded.getDataSchema()).isEqualTo(event.getDataSchema());
        assertThat(decoded.getExtension("reason")).isEqualTo("\"quoted\" \\ ü 😀");
        assertThat(decoded.getExtension("attempt")).isEqualTo(3);
        assertThat(decoded.getExtensionNames()).isEqualTo(event.getExtensionNames());
        assertThat(decoded.getData().toBytes()).isEqualTo(DATA);
    }

    @Test
    void json_data_are_the_bytes_that_came() {
        byte[] encoded = StructuredJson.encode(builder().build(), DATA);

        assertThat(new String(encoded, StandardCharsets.UTF_8))
                .endsWith(",\"data\":" + new String(DATA, StandardCharsets.UTF_8) + "}")
                .contains("\"time\":\"2026-11-22T12:00:00Z\"");
    }

    @Test
    void other_data_are_encoded_as_the_format_says() {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("specversion", "1.0");
        attributes.put("id", "1");
        attributes.put("source", "/s");
        attributes.put("type", "t");
        attributes.put("datacontenttype", "application/octet-stream");

        CloudEvent decoded = new JsonFormat().deserialize(StructuredJson.encode(attributes, new byte[] {0, -1}));

        assertThat(decoded.getData().toBytes()).containsExactly(0, -1);
    }

    @Test
    void without_data_there_is_no_member_for_them() {
        byte[] encoded = StructuredJson.encode(builder().build());

        assertThat(new String(encoded, StandardCharsets.UTF_8)).doesNotContain("\"data\"", "data_base64");
        assertThat(new JsonFormat().deserialize(encoded).getData()).isNull();
    }

    private static CloudEventBuilder builder() {
        return new CloudEventBuilder()
                .withId("u/queued")
                .withSource(URI.create("/apis/tekton.dev/v1/namespaces/ns/taskruns/a%20b"))
                .withType("dev.tekton.event.taskrun.queued.v1")
                .withDataSchema(URI.create("urn:example:any"))
                .withTime(OffsetDateTime.parse("2026-11-22T12:00:00Z"))
                .withExtension("reason", "\"quoted\" \\ ü 😀")
                .withExtension("attempt", 3);
    }
}
