package io.github.tektoncourier.kamelet.slack;

import org.jspecify.annotations.Nullable;

/** The requests that one event makes, one after the other. */
interface SlackTalk {

    /**
     * The first request; absent where nothing needs to be sent.
     *
     * @throws InterruptedException when the delivery is to end at once
     */
    @Nullable
    SlackRequest begin() throws InterruptedException;

    /**
     * The request behind an answer; absent at the end.
     *
     * @throws SlackRefusedException where Slack refused and that decides what becomes of the event
     * @throws InterruptedException when the delivery is to end at once
     */
    @Nullable
    SlackRequest answered(SlackAnswer answer) throws InterruptedException;

    /** The delivery has ended, well or not. */
    default void ended() {}

    /** Posts one message. */
    static SlackTalk post(SlackMessage message) {
        return new SlackTalk() {
            @Override
            public SlackRequest begin() {
                return SlackRequest.json(SlackRequest.POST, message);
            }

            @Override
            public @Nullable SlackRequest answered(SlackAnswer answer) {
                if (!answer.ok()) {
                    throw answer.refusal();
                }
                return null;
            }
        };
    }
}
