package io.github.tektoncourier.kamelet.slack;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.tektoncourier.kamelet.slack.RunNote.Place;
import io.github.tektoncourier.text.LimitedLog;
import io.github.tektoncourier.text.LogText;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Brings one message in Slack to what it is to show: posts it, or edits it. That it is about to be posted is written
 * down before; a delivery that finds this note and no more looks for the message before it posts another.
 */
final class Posting implements SlackTalk {

    private static final LimitedLog LOG = new LimitedLog(LoggerFactory.getLogger(Posting.class));

    /** The message is gone, or not ours to edit any more. */
    private static final Set<String> LOST =
            Set.of("message_not_found", "cant_update_message", "edit_window_closed", "is_inactive", "is_archived");

    /** Nothing can be said below this message: what the message itself says has to do. */
    private static final Set<String> NO_THREAD = Set.of(
            "thread_not_found",
            "message_not_found",
            "cannot_reply_to_message",
            "restricted_action_non_threadable_channel");

    /** Slack does not let this token look, whatever is there, or the channel that was remembered is gone. */
    private static final Set<String> BLIND = Set.of(
            "channel_not_found",
            "missing_scope",
            "no_permission",
            "not_allowed_token_type",
            "access_denied",
            "not_in_channel",
            "is_archived",
            "pagination_not_available",
            "thread_not_found",
            "method_not_supported_for_channel_type");

    /** Slack's clock and ours may differ. */
    private static final long SKEW_MILLIS = 10 * 60_000;

    private static final int PAGES = 25;

    /** Messages asked for at once: of a longer answer than 256 KiB no more is read. */
    private static final int PAGE = 20;

    /** Channels are shorter, and Slack lists no more than some twenty pages of them in a minute. */
    private static final int CHANNELS = 100;

    /** What Slack's names look like: nothing else is kept. */
    private static final Pattern TS = Pattern.compile("[0-9]{1,20}\\.[0-9]{1,10}");

    private static final Pattern ID = Pattern.compile("[A-Z0-9]{1,40}");

    /** A message to post or edit. */
    interface Subject {
        /** What names it in Slack's metadata. */
        String id();

        /** Slack's name of the message that it replies to; absent for none. */
        @Nullable
        String thread();

        /** The channel's id; empty while it is not known. */
        String channelId();

        Place place();

        /** Keeps where it stands, durably. */
        void keep(Place place);

        SlackMessage render();

        /** Whether others add to it while it waits for its turn, so that only then it is known what it shows. */
        default boolean gathers() {
            return false;
        }

        /** What is added from now on is not in the request that follows. */
        default void taken() {}
    }

    /** Waits for a turn of the channel. */
    interface Turn {
        void await() throws InterruptedException;
    }

    private enum Asked {
        RESOLVE,
        FIND,
        POST,
        UPDATE
    }

    private final Subject subject;
    private final String channel;
    private final Turn turn;
    private final Clock clock;
    private final boolean always;
    private Asked asked = Asked.POST;
    private String fingerprint = "";
    private int pages;
    private int page;
    private String cursor = "";

    /**
     * A message in a channel.
     *
     * @param channel name or id, as the user wrote it
     * @param always whether it is edited although it shows what it is to show
     */
    Posting(Subject subject, String channel, Turn turn, Clock clock, boolean always) {
        this.subject = subject;
        this.channel = channel;
        this.turn = turn;
        this.clock = clock;
        this.always = always;
    }

    @Override
    public @Nullable SlackRequest begin() throws InterruptedException {
        Place place = subject.place();
        boolean shown = !subject.gathers() && !always && shows(place, subject.render());
        return shown ? null : next();
    }

    @Override
    public @Nullable SlackRequest answered(SlackAnswer answer) throws InterruptedException {
        return switch (asked) {
            case RESOLVE -> resolved(answer);
            case FIND -> found(answer);
            case POST -> posted(answer);
            case UPDATE -> updated(answer);
        };
    }

    private @Nullable SlackRequest next() throws InterruptedException {
        turn.await();
        Place place = subject.place();
        if (place.phase() == Place.Phase.POSTING) {
            pages = 0;
            cursor = "";
            asked = id(place).isEmpty() ? Asked.RESOLVE : Asked.FIND;
            page = asked == Asked.RESOLVE ? CHANNELS : PAGE;
            return look();
        }
        subject.taken();
        SlackMessage message = subject.render();
        fingerprint = fingerprint(message);
        if (shows(place, message) && !always) {
            return null;
        }
        if (place.phase() == Place.Phase.SHOWN) {
            asked = Asked.UPDATE;
            return SlackRequest.json(SlackRequest.UPDATE, message.editing(place.channel(), place.ts(), subject.id()));
        }
        asked = Asked.POST;
        subject.keep(place.posting(clock.millis()));
        // by the name that the user wrote: another channel may bear it by now
        String to = subject.thread() == null ? channel : id(place);
        return SlackRequest.json(SlackRequest.POST, message.posting(to, subject.thread(), subject.id()));
    }

    private @Nullable SlackRequest posted(SlackAnswer answer) {
        if (answer.ok()) {
            String ts = answer.json().path("ts").asText("");
            String id = answer.json().path("channel").asText("");
            Place place = subject.place();
            boolean named = TS.matcher(ts).matches() && ID.matcher(id).matches();
            subject.keep(named ? place.shown(id, ts, fingerprint) : place.gone());
            return null;
        }
        if (answer.refused()) {
            subject.keep(subject.place().gone());
        }
        if (subject.thread() != null && NO_THREAD.contains(answer.error())) {
            LOG.warn(
                    "Slack takes no details below a message of {} ({}); the message itself is there.",
                    LogText.line(channel, 80),
                    answer.error());
            return null;
        }
        throw answer.refusal();
    }

    private @Nullable SlackRequest updated(SlackAnswer answer) throws InterruptedException {
        Place place = subject.place();
        if (answer.ok()) {
            subject.keep(place.shown(place.channel(), place.ts(), fingerprint));
            return null;
        }
        if (!LOST.contains(answer.error())) {
            throw answer.refusal();
        }
        subject.keep(place.gone());
        return next();
    }

    /** Asks for a page of what may be the message, or of channels: Slack reads by a channel's id alone. */
    private SlackRequest look() {
        Place place = subject.place();
        String thread = subject.thread();
        Map<String, String> form = new LinkedHashMap<>();
        form.put("limit", Integer.toString(page));
        if (!cursor.isEmpty()) {
            form.put("cursor", cursor);
        }
        if (asked == Asked.RESOLVE) {
            form.put("types", "public_channel,private_channel");
            form.put("exclude_archived", "true");
            return SlackRequest.form("conversations.list", form);
        }
        form.put("channel", id(place));
        form.put("include_all_metadata", "true");
        form.put("oldest", Long.toString(Math.max(0, place.at() - SKEW_MILLIS) / 1000));
        form.put("latest", Long.toString((place.at() + SKEW_MILLIS) / 1000));
        if (thread != null) {
            form.put("ts", thread);
        }
        return SlackRequest.form(thread == null ? "conversations.history" : "conversations.replies", form);
    }

    private @Nullable SlackRequest resolved(SlackAnswer answer) throws InterruptedException {
        String name = channel.replaceFirst("^#", "");
        for (JsonNode one : answer.json().path("channels")) {
            String id = one.path("id").asText();
            if (answer.ok()
                    && name.equals(one.path("name").asText())
                    && ID.matcher(id).matches()) {
                subject.keep(subject.place().in(id));
                return next();
            }
        }
        return another(answer) ? look() : blind(answer);
    }

    private @Nullable SlackRequest found(SlackAnswer answer) throws InterruptedException {
        Place place = subject.place();
        for (JsonNode message : answer.json().path("messages")) {
            boolean ours =
                    subject.id().equals(message.at("/metadata/event_payload/id").asText());
            String ts = message.path("ts").asText();
            if (answer.ok() && ours && TS.matcher(ts).matches()) {
                subject.keep(place.shown(id(place), ts, ""));
                return next();
            }
        }
        return another(answer) ? look() : blind(answer);
    }

    /** Whether there is another page, or this one was too long to be read and is asked for in parts. Waits for the turn. */
    private boolean another(SlackAnswer answer) throws InterruptedException {
        boolean cut = answer.status() / 100 == 2 && !answer.json().isObject() && page > 1;
        String next = answer.json().at("/response_metadata/next_cursor").asText("");
        if (++pages >= PAGES || !(cut || (answer.ok() && !next.isEmpty()))) {
            return false;
        }
        page = cut ? Math.max(1, page / 4) : page;
        cursor = cut ? cursor : next;
        turn.await();
        return true;
    }

    /** The message is not there, or Slack does not let us see whether it is. */
    private @Nullable SlackRequest blind(SlackAnswer answer) throws InterruptedException {
        if (!answer.ok() && !BLIND.contains(answer.error())) {
            throw answer.refusal();
        }
        if (answer.ok() && asked == Asked.FIND && pages >= PAGES) {
            LOG.warn(
                    "A message that may have been posted to {} before the courier was interrupted is not among the {} that"
                            + " were posted about then: it is posted now, and may be there twice.",
                    LogText.line(channel, 80),
                    PAGES * PAGE);
        } else if (!answer.ok() || asked == Asked.RESOLVE) {
            LOG.warn(
                    "Slack does not say whether a message was posted before the courier was interrupted ({}): it is posted"
                            + " now, and may be there twice. Give the app the scopes channels:history and groups:history, and"
                            + " name the channel by its id.",
                    answer.ok() ? "no channel of this name is seen" : answer.error());
        }
        subject.keep(subject.place().gone());
        return next();
    }

    private String id(Place place) {
        return place.channel().isEmpty() ? subject.channelId() : place.channel();
    }

    /** Whether a message is there and shows this. */
    static boolean shows(Place place, SlackMessage message) {
        return place.phase() == Place.Phase.SHOWN && place.shown().equals(fingerprint(message));
    }

    private static String fingerprint(SlackMessage message) {
        return SlackNotes.fingerprint(
                SlackRequest.json(SlackRequest.POST, message).body());
    }
}
