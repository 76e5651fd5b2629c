package io.github.tektoncourier.kamelet.http;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpConnection;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the answer of a receiver that hangs up before it has the whole body. Many answer 413 so, and a client that only
 * sees a broken pipe would send the same large body again and again. Of what a proxy says where it opens no tunnel it reads
 * a page, because the client would read that to its end before anything else sees it.
 */
final class EarlyAnswer extends HttpRequestExecutor {

    private static final Logger LOG = LoggerFactory.getLogger(EarlyAnswer.class);

    /** What is smaller is in the socket's buffers before the receiver can hang up. */
    private static final long SMALL = 16 * 1024;

    private static final int PAGE = 16 * 1024;
    private static final String CONNECT = "CONNECT";

    @Override
    public ClassicHttpResponse execute(
            ClassicHttpRequest request,
            HttpClientConnection connection,
            @Nullable HttpResponseInformationCallback information,
            HttpContext context)
            throws IOException, HttpException {
        HttpEntity entity = request.getEntity();
        boolean small = entity == null || (entity.getContentLength() >= 0 && entity.getContentLength() <= SMALL);
        ClassicHttpResponse response;
        try {
            response = super.execute(
                    request, small ? connection : Listening.to(connection), new InterimAnswers(information), context);
        } catch (IllegalArgumentException e) {
            throw new ProtocolException("The head of the answer is not one of HTTP: " + e.getMessage(), e);
        }
        HttpEntity answer = response.getEntity();
        if (answer != null && CONNECT.equalsIgnoreCase(request.getMethod())) {
            cut(response, answer, connection);
        }
        return response;
    }

    private static void cut(ClassicHttpResponse refusal, HttpEntity answer, HttpClientConnection connection) {
        byte[] page = new byte[0];
        boolean whole = false;
        try {
            page = answer.getContent().readNBytes(PAGE); // not closed: that would read chunks to their end
            whole = page.length < PAGE;
        } catch (IOException brokenOff) {
            LOG.debug("What the proxy said broke off: {}", brokenOff.toString());
        }
        if (!whole) {
            connection.close(CloseMode.IMMEDIATE);
            refusal.setHeader(HttpHeaders.CONNECTION, "close");
        }
        refusal.setEntity(new ByteArrayEntity(page, ContentType.parseLenient(answer.getContentType())));
    }

    /** Counts the 1xx of one request: they would be read for as long as the attempt may take. */
    private static final class InterimAnswers implements HttpResponseInformationCallback {
        private static final int MOST = 100;

        private final @Nullable HttpResponseInformationCallback next;
        private int count;

        private InterimAnswers(@Nullable HttpResponseInformationCallback next) {
            this.next = next;
        }

        @Override
        public void execute(HttpResponse response, HttpConnection connection, HttpContext context)
                throws HttpException {
            if (++count > MOST) {
                throw new ProtocolException(
                        "After " + MOST + " interim answers (1xx) there is no answer yet; more are not read");
            }
            if (next != null) {
                next.execute(response, connection, context);
            }
        }
    }

    /** A connection that still listens after writing to it failed. */
    private static final class Listening implements InvocationHandler {
        private final HttpClientConnection connection;
        private @Nullable IOException hungUp;

        private Listening(HttpClientConnection connection) {
            this.connection = connection;
        }

        static HttpClientConnection to(HttpClientConnection connection) {
            return (HttpClientConnection) Proxy.newProxyInstance(
                    HttpClientConnection.class.getClassLoader(),
                    new Class<?>[] {HttpClientConnection.class},
                    new Listening(connection));
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
            boolean sends = method.getName().equals("sendRequestEntity")
                    || method.getName().equals("flush");
            if (sends && hungUp != null) {
                return null;
            }
            try {
                Object result = method.invoke(connection, arguments);
                if (result instanceof ClassicHttpResponse response
                        && (hungUp != null || response.getCode() == HttpStatus.SC_REQUEST_TOO_LONG)) {
                    response.setHeader(HttpHeaders.CONNECTION, "close"); // the next request would find it closed
                }
                return result;
            } catch (InvocationTargetException e) {
                if (sends && e.getCause() instanceof IOException failure) {
                    hungUp = failure;
                    return null;
                }
                if (hungUp == null || !(e.getCause() instanceof IOException silence)) {
                    throw e.getCause();
                }
                hungUp.addSuppressed(silence);
                throw hungUp;
            }
        }
    }
}
