package io.github.tektoncourier.sink;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads no more of an answer than a person would: a receiver that answers without end must not fill the memory. Once its
 * head is there the receiver has decided: what becomes of the body changes nothing, or what it took would be sent again.
 */
final class ShortAnswer implements ExecChainHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ShortAnswer.class);
    private static final int KEPT = 256 * 1024;

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        ClassicHttpResponse response = chain.proceed(request, scope);
        HttpEntity entity = response.getEntity();
        InputStream content = entity == null ? null : entity.getContent();
        if (entity == null || content == null) {
            return response;
        }
        byte[] read = read(response, content);
        boolean packed = response.containsHeader(HttpHeaders.CONTENT_ENCODING);
        response.removeHeaders(HttpHeaders.CONTENT_ENCODING); // never asked for, and what it unpacks to has no bound
        byte[] kept = packed ? new byte[0] : Arrays.copyOf(read, Math.min(read.length, KEPT));
        response.setEntity(new ByteArrayEntity(kept, ContentType.parseLenient(entity.getContentType())));
        return response;
    }

    /** As much as there is, until it breaks off. */
    private static byte[] read(ClassicHttpResponse response, InputStream content) {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] some = new byte[8 * 1024];
        try {
            int length = content.read(some);
            while (length >= 0 && read.size() <= KEPT) {
                read.write(some, 0, length);
                length = content.read(some);
            }
            if (length < 0) {
                content.close(); // which gives the connection back
                return read.toByteArray();
            }
        } catch (IOException brokenOff) {
            LOG.debug("The answer {} broke off: {}", response.getCode(), brokenOff.toString());
        }
        try {
            response.close(); // and with it the connection: reading on would take as long as the receiver likes
        } catch (IOException closed) {
            LOG.debug("Closing after the answer {}: {}", response.getCode(), closed.toString());
        }
        return read.toByteArray();
    }
}
