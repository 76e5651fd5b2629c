package io.github.tektoncourier.kamelet.slack;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a run gets a message of its own or goes into a digest: beyond so many new messages in a window, and in
 * quiet hours.
 *
 * @param after new messages in a window; 0 for no digest
 * @param quiet absent for none
 */
record DigestWindow(int after, Duration window, @Nullable QuietHours quiet, Clock clock) {

    private static final String DIGEST = "digest/";

    /**
     * What the journal keeps of a channel.
     *
     * @param id Slack's id of it; empty while it is not known
     * @param from when the window began in which new messages are counted, in milliseconds
     * @param posts new messages in it
     */
    record ChannelNote(String id, long from, int posts) {

        static final ChannelNote NONE = new ChannelNote("", 0, 0);
    }

    /** The key of what is kept of a channel. */
    static String key(SlackChannel channel) {
        return "channel/" + channel.name();
    }

    /** The run's note, decided: for good, unless its digest is not kept any more. */
    RunNote decided(SlackNotes notes, String runKey, SlackChannel channel, RunNote note) {
        boolean own = note.told().equals(RunNote.OWN);
        if (own || (!note.told().isEmpty() && digest(notes, note.told()).isPresent())) {
            return note;
        }
        synchronized (channel) {
            Optional<Instant> silence = quiet == null ? Optional.empty() : quiet.since(clock.instant());
            if (silence.isPresent()) {
                return begun(notes, note, DIGEST + channel.name() + "/quiet/" + silence.get(), true);
            }
            ChannelNote kept = notes.read(key(channel), ChannelNote.NONE, ChannelNote.class);
            long now = clock.millis();
            ChannelNote current = now - kept.from() < window.toMillis() && now >= kept.from()
                    ? kept
                    : new ChannelNote(kept.id(), now, 0);
            if (after > 0 && current.posts() >= after) {
                return begun(notes, note, DIGEST + channel.name() + "/" + current.from(), false);
            }
            RunNote decided = note.toldBy(RunNote.OWN, "");
            notes.write(Map.of(
                    key(channel), new ChannelNote(current.id(), current.from(), current.posts() + 1), runKey, decided));
            return decided;
        }
    }

    static Optional<DigestNote> digest(SlackNotes notes, String key) {
        DigestNote none = DigestNote.begun(-1, false);
        DigestNote found = notes.read(key, none, DigestNote.class);
        return found.since() < 0 ? Optional.empty() : Optional.of(found);
    }

    /** The run itself is entered by its delivery, together with its state. */
    private RunNote begun(SlackNotes notes, RunNote note, String key, boolean silent) {
        if (digest(notes, key).isEmpty()) {
            notes.write(Map.of(key, DigestNote.begun(clock.millis(), silent)));
        }
        return note.toldBy(key, "");
    }
}
