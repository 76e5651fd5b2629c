package io.github.tektoncourier.kamelet.slack;

import io.github.tektoncourier.cloudevent.Refusal;
import io.github.tektoncourier.cloudevent.RetryAfter;
import io.github.tektoncourier.text.LogText;
import java.time.Clock;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Slack answered that it did not take the message; which of its errors can pass decides whether to try again. */
public final class SlackRefusedException extends RuntimeException implements Refusal {

    private static final Set<String> RATE_LIMITS = Set.of("ratelimited", "rate_limited", "message_limit_exceeded");

    /**
     * What only this very message can be to blame for. Anything about the token, the app, the channel or the workspace an
     * operator can put right: it is tried again, so that a wrong token eats no messages (docs/decisions/0005).
     */
    static final Set<String> FOR_GOOD = Set.of(
            "invalid_attachments",
            "invalid_blocks",
            "invalid_blocks_format",
            "invalid_json",
            "invalid_payload",
            "msg_blocks_too_long",
            "msg_too_long",
            "no_text",
            "too_many_attachments");

    private static final int PAUSE_SECONDS = 30;

    private final String error;
    private final int retryAfterSeconds;

    /**
     * Reads the refusal out of Slack's answer.
     *
     * @param error Slack's own word, such as {@code channel_not_found}; empty where the answer holds none
     * @param retryAfter the header, where there is one
     */
    SlackRefusedException(int status, String error, @Nullable String retryAfter) {
        this(status, error, error.isEmpty() ? "with an answer that is not Slack's" : error + hint(error), retryAfter);
    }

    private SlackRefusedException(int status, String error, String words, @Nullable String retryAfter) {
        super("Slack did not take the message: HTTP " + status + ", " + words);
        this.error = error;
        int asked = RetryAfter.seconds(retryAfter, Clock.systemUTC());
        this.retryAfterSeconds = asked == 0 && (status == 429 || RATE_LIMITS.contains(error)) ? PAUSE_SECONDS : asked;
    }

    /** An answer that cannot be read, so that the message may be there or not. */
    static SlackRefusedException packed(int status, String encoding) {
        return new SlackRefusedException(
                status,
                "",
                "with an answer packed by " + LogText.quoted(encoding, 40)
                        + ", which is not read. Whatever stands between"
                        + " here and Slack must leave answers as they are, or pack them by gzip.",
                null);
    }

    /** Slack's own word, such as {@code channel_not_found}; empty where the answer held none. */
    public String error() {
        return error;
    }

    @Override
    public int retryAfterSeconds() {
        return retryAfterSeconds;
    }

    @Override
    public boolean forGood() {
        return FOR_GOOD.contains(error);
    }

    private static String hint(String error) {
        return switch (error) {
            case "channel_not_found", "is_archived", "channel_is_archived", "is_inactive" ->
                ". Check channel: an id (C0123456789) or name of a channel that exists and that the app can see.";
            case "not_in_channel" -> ". Invite the app into the channel.";
            case "invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive" ->
                ". Check token: it must be a valid bot token (xoxb-…).";
            case "no_service", "no_team", "team_not_found", "invalid_token" ->
                ". Check webhookUrl: the webhook was removed, or its app is switched off.";
            case "missing_scope", "no_permission" -> ". Give the app the scope chat:write.";
            case "not_allowed_token_type", "as_user_not_supported" -> ". Check token: it must be a bot token (xoxb-…).";
            case "restricted_action",
                    "restricted_action_read_only_channel",
                    "restricted_action_thread_only_channel",
                    "restricted_action_non_threadable_channel" ->
                ". Let the app post in this channel (its posting permissions, or those of the workspace).";
            case "ekm_access_denied",
                    "accesslimited",
                    "access_denied",
                    "enterprise_is_restricted",
                    "team_access_not_granted",
                    "two_factor_setup_required" -> ". Administrators of the workspace have to allow it.";
            case "org_login_required", "team_added_to_org", "external_channel_migrating" ->
                ". The workspace is being moved; it is taken again when that is done.";
            default -> "";
        };
    }
}
