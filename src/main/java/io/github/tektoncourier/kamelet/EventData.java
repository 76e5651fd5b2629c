package io.github.tektoncourier.kamelet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.tektoncourier.run.KubernetesEvent;
import io.github.tektoncourier.run.KubernetesEventReader;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.RunReader;
import io.github.tektoncourier.run.UnreadableException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an event's data says, for sinks that tell people: the run, and the core Event where there is one. Whatever cannot
 * be read is left out, because a message with less in it beats none.
 */
public record EventData(Optional<Run> run, Optional<KubernetesEvent> event) {

    private static final JsonFactory JSON = new JsonFactory();

    public static EventData read(byte @Nullable [] data) {
        Reading reading = new Reading(data == null ? new byte[0] : data);
        return new EventData(Optional.ofNullable(reading.run), Optional.ofNullable(reading.event));
    }

    /** The run in a snapshot, as the journal keeps it: the bare object. */
    public static Optional<Run> snapshot(byte[] json) {
        try (JsonParser parser = JSON.createParser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean kind = parser.currentName().equals("kind");
                JsonToken value = parser.nextToken();
                if (kind && value == JsonToken.VALUE_STRING) {
                    return RunKind.of(parser.getText()).map(k -> RunReader.read(k, json, 0, json.length));
                }
                parser.skipChildren();
            }
        } catch (IOException | UnreadableException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static final class Reading {
        private final byte[] data;
        private @Nullable Run run;
        private @Nullable KubernetesEvent event;

        Reading(byte[] data) {
            this.data = data;
            try (JsonParser parser = JSON.createParser(data)) {
                parser.nextToken();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    member(parser.currentName(), parser);
                }
            } catch (IOException | UnreadableException e) {
                return; // what was read until here is what the message can say
            }
        }

        private void member(String name, JsonParser parser) throws IOException {
            parser.nextToken();
            int start = (int) parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            int length = (int) parser.currentLocation().getByteOffset() - start;
            if (name.equals("event")) {
                event = KubernetesEventReader.read(data, start, length);
                return;
            }
            for (RunKind kind : List.of(RunKind.values())) {
                if (kind.dataKey().equals(name)) {
                    run = RunReader.read(kind, data, start, length);
                }
            }
        }
    }
}
