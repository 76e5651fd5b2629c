package io.github.tektoncourier.sink;

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

/** Reads no more of an answer than a person would: a receiver that answers without end must not fill the memory. */
final class ShortAnswer implements ExecChainHandler {

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
        byte[] read = content.readNBytes(KEPT + 1);
        if (read.length > KEPT) {
            response.close(); // and with it the connection: reading on would take as long as the receiver likes
        } else {
            content.close();
        }
        boolean packed = response.containsHeader(HttpHeaders.CONTENT_ENCODING);
        response.removeHeaders(HttpHeaders.CONTENT_ENCODING); // never asked for, and what it unpacks to has no bound
        byte[] kept = packed ? new byte[0] : Arrays.copyOf(read, Math.min(read.length, KEPT));
        response.setEntity(new ByteArrayEntity(kept, ContentType.parseLenient(entity.getContentType())));
        return response;
    }
}
