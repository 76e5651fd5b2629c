package io.github.tektoncourier.kamelet.slack;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.tektoncourier.text.LimitedLog;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Brings one message in Slack to what it is to show: posts it, or edits it. That it is about to be posted is written
 * down before; a delivery that finds this note and no more looks for the message before it posts another.
 */
final class Posting implements SlackTalk {

    private static final LimitedLog LOG = new LimitedLog(LoggerFactory.getLogger(Posting.class));

    /** The message is gone, or not ours to edit any more. */
    private static final Set<String> LOST = Set.of("message_not_found", "cant_update_message", "edit_window_closed");

    /** Slack does not let this token look, whatever is there. */
    private static final Set<String> BLIND = Set.of(
            "missing_scope",
            "no_permission",
            "not_allowed_token_type",
            "access_denied",
            "thread_not_found",
            "method_not_supported_for_channel_type");

    /** Slack's clock and ours may differ. */
    private static final long SKEW_MILLIS = 10 * 60_000;

    private static final int PAGES = 10;

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
            asked = id(place).isEmpty() ? Asked.RESOLVE : Asked.FIND;
            return asked == Asked.RESOLVE ? list("") : find(place, "");
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
        String to = id(place).isEmpty() ? channel : id(place);
        return SlackRequest.json(SlackRequest.POST, message.posting(to, subject.thread(), subject.id()));
    }

    private @Nullable SlackRequest posted(SlackAnswer answer) {
        if (answer.ok()) {
            String ts = answer.json().path("ts").asText("");
            String id = answer.json().path("channel").asText("");
            Place place = subject.place();
            subject.keep(ts.isEmpty() ? place.gone() : place.shown(id, ts, fingerprint));
            return null;
        }
        if (answer.refused()) {
            subject.keep(subject.place().gone());
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

    private SlackRequest find(Place place, String cursor) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("channel", id(place));
        form.put("include_all_metadata", "true");
        form.put("limit", "200");
        form.put("oldest", Long.toString(Math.max(0, place.at() - SKEW_MILLIS) / 1000));
        String thread = subject.thread();
        if (thread != null) {
            form.put("ts", thread);
        }
        if (!cursor.isEmpty()) {
            form.put("cursor", cursor);
        }
        return SlackRequest.form(thread == null ? "conversations.history" : "conversations.replies", form);
    }

    /** Slack reads by a channel's id alone. */
    private static SlackRequest list(String cursor) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("types", "public_channel,private_channel");
        form.put("exclude_archived", "true");
        form.put("limit", "1000");
        form.put("cursor", cursor);
        return SlackRequest.form("conversations.list", form);
    }

    private @Nullable SlackRequest resolved(SlackAnswer answer) throws InterruptedException {
        String name = channel.replaceFirst("^#", "");
        for (JsonNode one : answer.json().path("channels")) {
            if (answer.ok() && name.equals(one.path("name").asText())) {
                subject.keep(subject.place().in(one.path("id").asText()));
                return next();
            }
        }
        String cursor = another(answer);
        return cursor.isEmpty() ? blind(answer) : list(cursor);
    }

    private @Nullable SlackRequest found(SlackAnswer answer) throws InterruptedException {
        Place place = subject.place();
        for (JsonNode message : answer.json().path("messages")) {
            boolean ours =
                    subject.id().equals(message.at("/metadata/event_payload/id").asText());
            if (answer.ok() && ours) {
                subject.keep(place.shown(id(place), message.path("ts").asText(), ""));
                return next();
            }
        }
        String cursor = another(answer);
        return cursor.isEmpty() ? blind(answer) : find(place, cursor);
    }

    /** Where the next page begins; empty where this is the last that is looked at. Waits for the turn. */
    private String another(SlackAnswer answer) throws InterruptedException {
        String cursor = answer.json().at("/response_metadata/next_cursor").asText("");
        if (!answer.ok() || cursor.isEmpty() || ++pages >= PAGES) {
            return "";
        }
        turn.await();
        return cursor;
    }

    /** The message is not there, or Slack does not let us see whether it is. */
    private @Nullable SlackRequest blind(SlackAnswer answer) throws InterruptedException {
        if (!answer.ok() && !BLIND.contains(answer.error())) {
            throw answer.refusal();
        }
        if (!answer.ok() || asked == Asked.RESOLVE) {
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
