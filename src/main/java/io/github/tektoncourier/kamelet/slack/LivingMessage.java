package io.github.tektoncourier.kamelet.slack;

import io.github.tektoncourier.cloudevent.format.RunLink;
import io.github.tektoncourier.journal.SinkDelivery;
import io.github.tektoncourier.journal.tail.LogTail;
import io.github.tektoncourier.journal.tail.LogTails;
import io.github.tektoncourier.kamelet.EventData;
import io.github.tektoncourier.kamelet.slack.RunNote.Place;
import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.run.Run;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes the one message about a root run show what is known of the run, whichever of its events is delivered. An event
 * counts as delivered when the message shows its state or a later one (docs/decisions/0037).
 */
final class LivingMessage implements SlackTalk {

    private static final Pattern ID = Pattern.compile("[CDG][A-Z0-9]{6,}");

    /** What the messages of one sink share. */
    record Parts(
            Function<SlackStory, SlackMessage> layout,
            RunLink link,
            Function<Run, List<Run>> children,
            Known known,
            DigestWindow window,
            Streaks streaks,
            Clock clock,
            @Nullable LogTails tails) {}

    /** Lines of a log in the message itself; the thread has them all. */
    private static final int LINES = 8;

    /** Tasks of which logs are shown. */
    private static final int TASKS = 5;

    private final Parts parts;
    private final SinkDelivery delivery;
    private final SlackNotes notes;
    private final SlackChannel channel;
    private final SlackStory event;
    private final String uid;

    /** Names the run. A UID alone does not: of its owner's a run's author writes any. */
    private final String id;

    private final String key;
    private RunNote note = RunNote.NONE;
    private SlackTalk talk;
    private boolean reply;
    private boolean sent;
    private boolean begun;

    LivingMessage(Parts parts, SinkDelivery delivery, SlackChannel channel, SlackStory event) {
        this.parts = parts;
        this.delivery = delivery;
        this.notes = new SlackNotes(delivery.state());
        this.channel = channel;
        this.event = event;
        this.uid = RootStory.uid(event);
        this.id = namespace(event) + "/" + uid;
        this.key = key(event, channel.name());
        this.talk = new Posting(new Own(), channel.name(), this::await, parts.clock(), replayed());
    }

    /** The key of what is kept of an event's root run. */
    static String key(SlackStory event, String channel) {
        return "run/" + namespace(event) + "/" + RootStory.uid(event) + "/" + channel;
    }

    /** The id of a channel that is an id already, or that Slack told before; else empty. */
    static String channelId(SlackNotes notes, SlackChannel channel) {
        return ID.matcher(channel.name()).matches()
                ? channel.name()
                : notes.read(DigestWindow.key(channel), DigestWindow.ChannelNote.NONE, DigestWindow.ChannelNote.class)
                        .id();
    }

    @Override
    public @Nullable SlackRequest begin() throws InterruptedException {
        channel.beginRun(id, delivery);
        begun = true;
        note = notes.read(key, RunNote.NONE, RunNote.class);
        SlackStory story = story();
        if (story.moment().equals("deleted") && !note.state().equals("deleted")) {
            note = note.toldBy(
                    note.told(), note.told().isEmpty() || note.told().equals(RunNote.OWN) ? "deleted" : note.state());
        }
        note = parts.streaks().counted(notes, key, channel.name(), note, story);
        note = parts.window().decided(notes, key, channel, note);
        if (!note.told().equals(RunNote.OWN)) {
            DigestMessage digest = new DigestMessage(notes, channel, delivery, note.told(), parts.clock());
            talk = digest;
            if (!digest.enter(key, note, story, parts.link())) {
                delivery.alreadyThere();
                return null;
            }
        } else {
            awaitTails();
        }
        return following(talk.begin());
    }

    @Override
    public @Nullable SlackRequest answered(SlackAnswer answer) throws InterruptedException {
        return following(talk.answered(answer));
    }

    @Override
    public void ended() {
        talk.ended();
        if (begun) {
            channel.endRun(id);
        }
        channel.use(-1);
    }

    /** The request, or the first about the details in the thread. */
    private @Nullable SlackRequest following(@Nullable SlackRequest request) throws InterruptedException {
        SlackRequest next = request;
        if (next == null && !reply && talk instanceof Posting && SlackDetails.worthwhile(story())) {
            reply = true;
            talk = new Posting(new Reply(), channel.name(), this::await, parts.clock(), false);
            next = note.thread().phase() == Place.Phase.SHOWN
                            || note.message().ts().isEmpty()
                    ? null
                    : talk.begin();
        }
        if (next == null && !sent) {
            delivery.alreadyThere();
        }
        sent |= next != null;
        return next;
    }

    /** What is shown of logs is waited for, before the channel's turn. */
    private void awaitTails() throws InterruptedException {
        LogTails tails = parts.tails();
        if (tails != null) {
            Map<String, LogTail> unused = tails.awaited(culprits(whole(false)), delivery::pause);
        }
    }

    private static List<Run> culprits(SlackStory story) {
        return story.rootEnded() ? story.culprits().stream().limit(TASKS).toList() : List.of();
    }

    /** With the runs that the root controls, and with what is known of the logs of those that failed. */
    private SlackStory whole(boolean brief) {
        SlackStory story = story();
        Run run = story.run();
        LogTails tails = parts.tails();
        if (run == null) {
            return story;
        }
        SlackStory whole = story.withChildren(parts.children().apply(run));
        if (tails == null) {
            return whole;
        }
        Map<String, LogTail> known = new HashMap<>(tails.known(culprits(whole)));
        if (brief) {
            known.replaceAll((uid, tail) -> tail.last(LINES));
        }
        return whole.withTails(known);
    }

    private void await() throws InterruptedException {
        channel.await(delivery);
    }

    private boolean replayed() {
        return event.attributes().containsKey("replay")
                && event.attribute("runuid").equals(uid)
                && event.ended();
    }

    private static String namespace(SlackStory event) {
        Run own = event.run();
        return own == null ? event.attribute("namespace") : own.namespace();
    }

    /** The root as it is known now; the event itself where the journal does not know the root. */
    private SlackStory story() {
        Run own = event.run();
        Run root = parts.known()
                .latest(uid)
                .flatMap(EventData::snapshot)
                .filter(found -> found.namespace().equals(namespace(event))) // an owner's UID can be made up
                .orElse(own != null && own.uid().equals(uid) ? own : null);
        if (root == null) {
            return event;
        }
        boolean deleted = note.state().equals("deleted")
                || (event.moment().equals("deleted")
                        && event.attribute("runuid").equals(uid));
        SlackStory story = RootStory.of(event, root, deleted);
        return story.withStreak(Streaks.words(note, story));
    }

    private void write(RunNote changed, Place place) {
        Map<String, Object> values = new HashMap<>(Map.of(key, changed));
        synchronized (channel) {
            DigestWindow.ChannelNote kept = notes.read(
                    DigestWindow.key(channel), DigestWindow.ChannelNote.NONE, DigestWindow.ChannelNote.class);
            if (!place.channel().isEmpty() && !place.channel().equals(kept.id())) {
                values.put(
                        DigestWindow.key(channel),
                        new DigestWindow.ChannelNote(place.channel(), kept.from(), kept.posts()));
            }
            notes.write(values);
        }
        note = changed;
    }

    /** The run's own message. */
    private class Own implements Posting.Subject {
        @Override
        public String id() {
            return id;
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
            return note.message();
        }

        @Override
        public void keep(Place place) {
            write(note.withMessage(place), place);
        }

        @Override
        public SlackMessage render() {
            return parts.layout().apply(whole(true));
        }
    }

    /** The details below it. */
    private final class Reply extends Own {
        @Override
        public String id() {
            return id + "/details";
        }

        @Override
        public String thread() {
            return note.message().ts();
        }

        @Override
        public String channelId() {
            return note.message().channel();
        }

        @Override
        public Place place() {
            return note.thread();
        }

        @Override
        public void keep(Place place) {
            write(note.withThread(place), place);
        }

        @Override
        public SlackMessage render() {
            return SlackDetails.write(whole(false));
        }
    }
}
