package io.github.tektoncourier.demo.receivers;

/** One subscription's figures at the end, as the journal tells them. */
public record Balance(
        String subscription, long appended, long delivered, long filtered, long pending, long dead, long dropped) {

    /** The promise: everything appended is somewhere. */
    public boolean balanced() {
        return appended == delivered + filtered + pending + dead + dropped;
    }
}
