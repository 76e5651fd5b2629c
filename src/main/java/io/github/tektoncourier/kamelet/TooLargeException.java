package io.github.tektoncourier.kamelet;

import io.github.tektoncourier.cloudevent.Refusal;

/** An event is larger than its sink takes, whatever is left out of it: better a dead letter that says so than a try. */
public final class TooLargeException extends RuntimeException implements Refusal {

    TooLargeException(long whole, long least, long maxBytes) {
        super("The event is " + whole + " bytes as sent"
                + (least < whole ? ", " + least + " with nothing left but metadata and conditions" : "")
                + "; maxBytes is " + maxBytes
                + ". Raise maxBytes as far as the receiver takes more, shorten the run's annotations, or filter such"
                + " runs in the sink file.");
    }

    @Override
    public int retryAfterSeconds() {
        return 0;
    }

    @Override
    public boolean forGood() {
        return true;
    }
}
