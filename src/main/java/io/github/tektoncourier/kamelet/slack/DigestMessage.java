package io.github.tektoncourier.kamelet.slack;

import io.github.tektoncourier.cloudevent.format.RunLink;
import io.github.tektoncourier.journal.SinkDelivery;
import io.github.tektoncourier.kamelet.slack.RunNote.Place;
import io.github.tektoncourier.run.Run;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Enters a run in a digest and brings the digest in Slack up to date. What is entered while another delivery waits for
 * the digest's turn is shown by that one: its event is delivered no sooner, so an interruption loses nothing.
 */
final class DigestMessage implements SlackTalk, Posting.Subject {

    private final SlackNotes notes;
    private final SlackChannel channel;
    private final SinkDelivery delivery;
    private final String key;
    private final Posting posting;
    private boolean waits;
    private boolean writes;

    DigestMessage(SlackNotes notes, SlackChannel channel, SinkDelivery delivery, String key, Clock clock) {
        this.notes = notes;
        this.channel = channel;
        this.delivery = delivery;
        this.key = key;
        this.posting = new Posting(this, channel.name(), () -> channel.await(delivery), clock, false);
    }

    /** Enters the run durably; false where nothing is left to show, or another delivery will show it. */
    boolean enter(String runKey, RunNote note, SlackStory story, RunLink link) {
        String state = DigestNote.state(story);
        synchronized (channel) {
            DigestNote digest = kept();
            if (!state.equals(note.state())) {
                Run run = story.run();
                String url = run == null ? "" : link.to(run).orElse("");
                digest = digest.with(
                        new DigestNote.Entry(state, SlackText.plain(story.where(), 320), url.length() > 300 ? "" : url),
                        note.state());
                notes.write(Map.of(key, digest, runKey, note.toldBy(key, state)));
            } else if (Posting.shows(digest.message(), DigestLayout.write(digest))) {
                return false;
            }
            waits = channel.awaitDigest(key);
            return waits;
        }
    }

    @Override
    public @Nullable SlackRequest begin() throws InterruptedException {
        channel.beginDigest(delivery);
        writes = true;
        return posting.begin();
    }

    @Override
    public @Nullable SlackRequest answered(SlackAnswer answer) throws InterruptedException {
        return posting.answered(answer);
    }

    @Override
    public void ended() {
        if (waits) {
            taken();
        }
        if (writes) {
            channel.endDigest();
        }
    }

    @Override
    public void taken() {
        waits = false;
        channel.digestTaken(key);
    }

    @Override
    public boolean gathers() {
        return true;
    }

    @Override
    public String id() {
        return key;
    }

    @Override
    public @Nullable String thread() {
        return null;
    }

    @Override
    public String channelId() {
        return LivingMessage.channelId(notes, channel);
    }

    @Override
    public Place place() {
        return kept().message();
    }

    @Override
    public void keep(Place place) {
        synchronized (channel) {
            notes.write(Map.of(key, kept().withMessage(place)));
        }
    }

    @Override
    public SlackMessage render() {
        return DigestLayout.write(kept());
    }

    private DigestNote kept() {
        return notes.read(key, DigestNote.begun(0, false), DigestNote.class);
    }
}
