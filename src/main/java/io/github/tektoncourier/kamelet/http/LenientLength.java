package io.github.tektoncourier.kamelet.http;

import java.util.Iterator;
import org.apache.hc.core5.http.ContentLengthStrategy;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpMessage;
import org.apache.hc.core5.http.impl.DefaultContentLengthStrategy;
import org.jspecify.annotations.Nullable;

/**
 * The length of an answer's body, whatever the receiver wrote there. It took or refused the event in the line before: an
 * event that was taken is not sent again for a wrong number.
 */
final class LenientLength implements ContentLengthStrategy {

    static final LenientLength INSTANCE = new LenientLength();

    private LenientLength() {}

    @Override
    public long determineLength(HttpMessage message) throws HttpException {
        Long repeated = repeated(message);
        if (repeated != null) {
            return repeated;
        }
        try {
            return DefaultContentLengthStrategy.INSTANCE.determineLength(message);
        } catch (HttpException broken) {
            return UNDEFINED; // until the connection is closed, which ShortAnswer does
        }
    }

    /** Whether the end of the body is unknown. */
    static boolean broken(HttpMessage message) {
        if (repeated(message) != null) {
            return false;
        }
        try {
            DefaultContentLengthStrategy.INSTANCE.determineLength(message);
            return false;
        } catch (HttpException broken) {
            return true;
        }
    }

    /** The same length several times is that length (RFC 9112, section 6.3). */
    private static @Nullable Long repeated(HttpMessage message) {
        if (message.countHeaders(HttpHeaders.CONTENT_LENGTH) < 2
                || message.containsHeader(HttpHeaders.TRANSFER_ENCODING)) {
            return null;
        }
        Iterator<Header> lengths = message.headerIterator(HttpHeaders.CONTENT_LENGTH);
        String first = lengths.next().getValue().strip();
        while (lengths.hasNext()) {
            if (!lengths.next().getValue().strip().equals(first)) {
                return null;
            }
        }
        return first.matches("[0-9]{1,18}") ? Long.valueOf(first) : null;
    }
}
