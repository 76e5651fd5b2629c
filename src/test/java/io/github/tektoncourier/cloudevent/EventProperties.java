package io.github.tektoncourier.cloudevent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;
import io.github.tektoncourier.moment.Moments;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.FakeKnown;
import io.github.tektoncourier.run.KubernetesEvent;
import io.github.tektoncourier.run.KubernetesEventReader;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.RunReader;
import io.github.tektoncourier.run.Scope;
import io.github.tektoncourier.run.UnreadableException;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** What must hold for any bytes whatever, from reading them to the bytes that leave. */
final class EventProperties {

    private static final Scope SCOPE = new Scope("c", "runs", "", "");
    private static final Clock NOW = Clock.fixed(Instant.parse("2026-11-23T00:00:00Z"), ZoneOffset.UTC);
    private static final ObjectMapper TREES = new ObjectMapper();
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private EventProperties() {}

    /** Whether the bytes are a run; if so, all that may be told of it is sound. Anything but a refusal is a bug. */
    static boolean holdForRun(RunKind kind, byte[] bytes) {
        Run run;
        try {
            run = RunReader.read(kind, bytes, 0, bytes.length);
        } catch (UnreadableException e) {
            refusedInOneLine(e);
            return false;
        }
        for (Change.Type type : List.of(Change.Type.MODIFIED, Change.Type.DELETED)) {
            Change change = Change.ofRun(SCOPE, type, false, run);
            hold(change, Change.ofRun(SCOPE, type, false, RunReader.read(kind, bytes, 0, bytes.length)));
        }
        return true;
    }

    /** Each event of a run comes out of the SDK's own reader as it went in. */
    static void readBySdk(RunKind kind, byte[] bytes) {
        Run run = RunReader.read(kind, bytes, 0, bytes.length);
        Batch batch = batch(Change.ofRun(SCOPE, Change.Type.DELETED, false, run));
        for (int i = 0; i < batch.entries().size(); i++) {
            CloudEvent event = event(batch, i);
            CloudEvent decoded = new JsonFormat().deserialize(StructuredJson.encode(event));
            assertThat(decoded.getId()).isEqualTo(event.getId());
            assertThat(decoded.getTime()).isEqualTo(event.getTime());
            assertThat(decoded.getSource()).isEqualTo(event.getSource());
            assertThat(decoded.getExtensionNames()).isEqualTo(event.getExtensionNames());
        }
    }

    /** The same for a core Event, about a run and as the last word on one. */
    static boolean holdForKubernetesEvent(Run about, byte[] bytes) {
        KubernetesEvent event;
        try {
            event = KubernetesEventReader.read(bytes, 0, bytes.length);
        } catch (UnreadableException e) {
            refusedInOneLine(e);
            return false;
        }
        Change told = Change.ofEvent(SCOPE, Change.Type.ADDED, false, event).withRun(about);
        hold(told, told);
        Change recovered = Change.recovered(SCOPE, about, event);
        hold(recovered, recovered);
        return true;
    }

    private static void hold(Change change, Change again) {
        Batch batch = batch(change);
        Batch second = batch(again);
        Set<String> ids = new HashSet<>();
        assertThat(second.entries()).hasSameSizeAs(batch.entries());
        for (int i = 0; i < batch.entries().size(); i++) {
            CloudEvent event = event(batch, i);
            byte[] attributes = StructuredJson.encode(event, new byte[0]);
            assertThat(StructuredJson.encode(event(second, i), new byte[0]))
                    .as("the same again")
                    .isEqualTo(attributes);
            assertThat(ids.add(event.getId()))
                    .as("one id, once: %s", event.getId())
                    .isTrue();
            sound(event, attributes);
        }
        assertThat(second.data()).isEqualTo(batch.data());
        if (batch.data().length > 0) {
            assertJson(StructuredJson.encode(event(batch, 0), batch.data()));
        }
    }

    /** Valid for the SDK it is, else it had not been built; what is written of it must say the same. */
    private static void sound(CloudEvent event, byte[] attributes) {
        JsonNode written = read(attributes);
        assertThat(written.get("id").asText()).isEqualTo(event.getId()).hasSizeLessThan(1_200);
        assertThat(written.get("type").asText()).isEqualTo(event.getType());
        assertThat(written.get("source").asText()).isEqualTo(event.getSource().toString());
        assertThat(written.has("time")).isEqualTo(event.getTime() != null);
        assertPlain(event.getId());
        for (String name : event.getExtensionNames()) {
            String value = String.valueOf(event.getExtension(name));
            assertThat(value).as(name).isNotBlank().hasSizeLessThan(600);
            assertThat(written.get(name).asText()).isEqualTo(value);
            assertPlain(value);
        }
    }

    private static JsonNode read(byte[] json) {
        try {
            return TREES.readTree(json);
        } catch (IOException e) {
            throw new AssertionError("not JSON any more", e);
        }
    }

    private static void assertPlain(String text) {
        assertThat(text.codePoints())
                .as("no controls and no surrogates in %s", text)
                .noneMatch(c -> Character.isISOControl(c) || (c >= 0xD800 && c <= 0xDFFF));
    }

    private static void assertJson(byte[] bytes) {
        try (JsonParser parser = JSON.createParser(bytes)) {
            parser.nextToken();
            parser.skipChildren();
            assertThat(parser.nextToken()).isNull();
        } catch (IOException e) {
            throw new AssertionError("not JSON any more", e);
        }
    }

    private static Batch batch(Change change) {
        return new CloudEvents("", new FakeKnown(), NOW).cloudEvents(new Moments().moments(change));
    }

    private static CloudEvent event(Batch batch, int index) {
        return Objects.requireNonNull(batch.entries().get(index).event());
    }

    private static void refusedInOneLine(UnreadableException e) {
        assertThat(e.getMessage()).startsWith("Expected one ").hasSizeLessThan(1_500);
        assertPlain(e.getMessage());
    }
}
