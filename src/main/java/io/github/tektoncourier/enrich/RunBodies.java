package io.github.tektoncourier.enrich;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.tektoncourier.run.KubernetesEvent;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.RunReader;
import io.github.tektoncourier.run.UnreadableException;
import io.github.tektoncourier.text.LogText;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the run of a core Event from the bytes of the journal or the API server. An unreadable run never holds the
 * Event back.
 */
final class RunBodies {

    private static final Logger LOG = LoggerFactory.getLogger(Enrichment.class);
    private static final ObjectMapper JSON = new JsonMapper();

    private RunBodies() {}

    /** The object as the API server gave it, unless it is another run of the same name. */
    static @Nullable Run fetched(Run wanted, KubernetesEvent event, Map<String, ?> object) {
        if (object.isEmpty()) {
            return null;
        }
        try {
            return read(wanted.kind(), event, JSON.writeValueAsBytes(object))
                    .filter(run -> run.uid().equals(wanted.uid()))
                    .orElse(null);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what came as JSON goes as JSON", e);
        }
    }

    static Optional<Run> read(RunKind kind, KubernetesEvent event, byte[] json) {
        try {
            return Optional.of(RunReader.readStored(kind, json));
        } catch (UnreadableException e) {
            LOG.warn(
                    "The run of core Event {} is unreadable, so the Event goes out without it. {}",
                    LogText.quoted(event.namespace() + "/" + event.name()),
                    e.getMessage());
            return Optional.empty();
        }
    }
}
