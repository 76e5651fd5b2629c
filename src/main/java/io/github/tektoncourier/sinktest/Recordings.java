package io.github.tektoncourier.sinktest;

import io.github.tektoncourier.routes.check.event.RecordedEvents;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** Recorded runs that ship: every state that a cluster had of them, one a line. They are those that the demo plays. */
public final class Recordings {

    /** What they are called. */
    public static final List<String> NAMES = RecordedEvents.NAMES;

    private Recordings() {}

    /**
     * The states of the runs of one, as JSON.
     *
     * @throws IllegalArgumentException when there is none of that name
     */
    public static byte[] read(String name) {
        try (InputStream in = Recordings.class.getResourceAsStream("recordings/" + name + ".json")) {
            if (in == null || !NAMES.contains(name)) {
                throw new IllegalArgumentException("there is no recording " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
