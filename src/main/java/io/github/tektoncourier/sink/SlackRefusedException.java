package io.github.tektoncourier.sink;

import io.github.tektoncourier.cloudevent.Refusal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Slack answered that it did not take the message; which of its errors can pass decides whether to try again. */
public final class SlackRefusedException extends RuntimeException implements Refusal {

    private static final Set<String> RATE_LIMITS = Set.of("ratelimited", "rate_limited", "message_limit_exceeded");
    private static final Set<String> FOR_GOOD = Set.of(
            "account_inactive",
            "action_prohibited",
            "channel_is_archived",
            "channel_not_found",
            "ekm_access_denied",
            "invalid_arg_name",
            "invalid_arguments",
            "invalid_auth",
            "invalid_blocks",
            "invalid_blocks_format",
            "invalid_json",
            "invalid_payload",
            "is_archived",
            "messages_tab_disabled",
            "missing_scope",
            "msg_too_long",
            "no_permission",
            "no_service",
            "no_team",
            "no_text",
            "not_allowed_token_type",
            "not_authed",
            "not_in_channel",
            "posting_to_general_channel_denied",
            "restricted_action",
            "team_access_not_granted",
            "team_not_found",
            "token_expired",
            "token_revoked",
            "too_many_attachments",
            "user_not_found");

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
        super("Slack did not take the message: HTTP " + status + ", "
                + (error.isEmpty() ? "with an answer that is not Slack's" : error + hint(error)));
        this.error = error;
        this.retryAfterSeconds = status == 429 || RATE_LIMITS.contains(error) ? seconds(retryAfter) : 0;
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

    private static int seconds(@Nullable String retryAfter) {
        return retryAfter != null && retryAfter.strip().matches("\\d{1,5}")
                ? Integer.parseInt(retryAfter.strip())
                : PAUSE_SECONDS;
    }

    private static String hint(String error) {
        return switch (error) {
            case "channel_not_found", "is_archived", "channel_is_archived" ->
                ". Check channel: an id (C0123456789) or name of a channel that exists and that the app can see.";
            case "not_in_channel" -> ". Invite the app into the channel.";
            case "invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive" ->
                ". Check token: it must be a valid bot token (xoxb-…).";
            case "missing_scope", "no_permission" -> ". Give the app the scope chat:write.";
            default -> "";
        };
    }
}
