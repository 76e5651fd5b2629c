package io.github.tektoncourier.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.validator.CloudEventValidator;
import io.github.tektoncourier.cloudevent.StructuredJson;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Holds every event that is built in this process against its schemas: the CloudEvents SDK calls it at each
 * {@code build()}, and JUnit at the end of each test, which then fails. It never throws in between, so that no code under
 * test can swallow or mind it.
 */
public final class EveryEvent implements CloudEventValidator, AfterEachCallback, AfterAllCallback {

    /** With millions of inputs one event in so many is enough: {@code -Dcourier.schemas.every=100}. */
    private static final int EVERY = Integer.getInteger("courier.schemas.every", 1);

    private static final ThreadLocal<Boolean> OFF = ThreadLocal.withInitial(() -> false);

    private static final Queue<String> BROKEN = new ConcurrentLinkedQueue<>();
    private static final AtomicLong BUILT = new AtomicLong();

    @Override
    public void validate(CloudEvent event) {
        if (OFF.get() || BUILT.getAndIncrement() % EVERY != 0) {
            return;
        }
        try {
            JsonNode json = EventSchemas.json(StructuredJson.encode(event));
            if (EventSchemas.claimed(json)) {
                made(json);
            }
        } catch (UncheckedIOException e) {
            BROKEN.add("The event " + event.getId() + " is no JSON: " + e.getMessage());
        }
    }

    /** For objects that are spoiled in any way whatever: of those the schemas promise nothing. */
    public static void without(Runnable test) {
        boolean before = OFF.get();
        OFF.set(true);
        try {
            test.run();
        } finally {
            OFF.set(before);
        }
    }

    /** An event that came all the way from a cluster, maybe through another process: all of it must hold. */
    static void delivered(JsonNode event) {
        List<String> problems = new ArrayList<>(EventSchemas.problems(event));
        if (event.has("dataschema") && !event.has("sequence")) {
            problems.add("it came without a sequence");
        }
        note(event, problems);
    }

    /** An event whose object may be one that no API server would store. */
    static void made(JsonNode event) {
        note(
                event,
                StoredObjects.accept(event)
                        ? EventSchemas.problems(event)
                        : StoredObjects.notOfTheObject(EventSchemas.attributeProblems(event)));
    }

    @Override
    public void afterEach(ExtensionContext test) {
        report();
    }

    @Override
    public void afterAll(ExtensionContext test) {
        report();
    }

    /** What was broken since the last time. */
    static List<String> drain() {
        List<String> broken = new ArrayList<>();
        for (String next = BROKEN.poll(); next != null; next = BROKEN.poll()) {
            broken.add(next);
        }
        return broken;
    }

    private static void note(JsonNode event, List<String> problems) {
        if (!problems.isEmpty()) {
            BROKEN.add(EventSchemas.told(event, problems));
        }
    }

    private static void report() {
        List<String> broken = drain();
        if (!broken.isEmpty()) {
            throw new AssertionError(
                    broken.size() + " events of this test break their schemas. The first: " + broken.get(0));
        }
    }
}
