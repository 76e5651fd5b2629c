package io.github.tektoncourier.kamelet.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.entity.DeflateInputStream;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads no more of an answer than a person would: a receiver that answers without end must not fill the memory, packed or
 * not. Once its head is there the receiver has decided: what becomes of the body changes nothing, or what it took would
 * be sent again. It stands next to the connection, so that whatever reads answers in between reads short ones.
 */
public final class ShortAnswer implements ExecChainHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ShortAnswer.class);
    private static final int KEPT = 256 * 1024;
    private static final int SMALL = 512;
    private static final int LARGE = 8 * 1024;

    /** Attribute of a request's context, there as soon as a receiver has answered, and not a proxy in front of it. */
    private static final String ANSWERED = "io.github.tektoncourier.answered";

    /** Header of an answer without a body that says how the receiver packed it. */
    public static final String UNREAD = "X-Courier-Unread-Encoding";

    private static final Set<String> READ = Set.of("", "identity", "gzip", "x-gzip", "deflate");

    private final boolean bodyDecides;

    /** @param bodyDecides whether the body says what became of the request, so that it is waited for */
    ShortAnswer(boolean bodyDecides) {
        this.bodyDecides = bodyDecides;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        ClassicHttpResponse response = chain.proceed(request, scope);
        scope.clientContext.setAttribute(ANSWERED, true);
        HttpEntity entity = response.getEntity();
        InputStream content = entity == null ? null : entity.getContent();
        if (entity == null || content == null) {
            return response;
        }
        Read raw = LenientLength.broken(response) && !bodyDecides
                ? unread(response, scope)
                : read(response, scope, content);
        Read plain = unpacked(response, raw);
        if (plain.cut() && Method.GET.isSame(request.getMethod())) {
            throw new IOException("The answer to GET has more than " + KEPT + " bytes; more is not read. Ask for less");
        }
        response.removeHeaders(UNREAD);
        if (!READ.contains(encoding(response))) {
            response.setHeader(UNREAD, encoding(response));
        }
        response.removeHeaders(HttpHeaders.CONTENT_ENCODING); // Camel unpacks by itself what has it
        response.removeHeaders(HttpHeaders.CONTENT_LENGTH);
        response.setEntity(new ByteArrayEntity(plain.bytes(), ContentType.parseLenient(entity.getContentType())));
        return response;
    }

    /** Whether what answered stands at the end of the way: where a tunnel was refused, nothing came through here. */
    static boolean came(HttpContext context) {
        return context.getAttribute(ANSWERED) != null;
    }

    private record Read(byte[] bytes, boolean cut) {}

    /** As much as there is, until it breaks off. */
    private static Read read(ClassicHttpResponse response, ExecChain.Scope scope, InputStream content) {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        boolean cut = true;
        try {
            cut = !drain(content, read);
            if (!cut) {
                content.close();
                giveBack(scope);
                return new Read(read.toByteArray(), false);
            }
        } catch (IOException brokenOff) {
            LOG.debug("The answer {} broke off: {}", response.getCode(), brokenOff.toString());
        }
        close(response, scope);
        return new Read(read.toByteArray(), cut && read.size() >= KEPT);
    }

    /** An answer without a body has a stream of its own that gives nothing back: each took one of the connections. */
    private static void giveBack(ExecChain.Scope scope) {
        if (scope.execRuntime.isEndpointAcquired()) {
            scope.execRuntime.releaseEndpoint();
        }
    }

    private static Read unread(ClassicHttpResponse response, ExecChain.Scope scope) {
        close(response, scope);
        return new Read(new byte[0], false);
    }

    /** Reads up to the bound. Returns whether that was all. */
    private static boolean drain(InputStream content, ByteArrayOutputStream read) throws IOException {
        byte[] some = new byte[SMALL]; // most answers have no body
        while (read.size() < KEPT) {
            int length = content.read(some, 0, Math.min(some.length, KEPT - read.size()));
            if (length < 0) {
                return true;
            }
            read.write(some, 0, length);
            if (read.size() >= some.length && some.length < LARGE) {
                some = new byte[LARGE];
            }
        }
        return content.read() < 0;
    }

    private static Read unpacked(ClassicHttpResponse response, Read raw) {
        String encoding = encoding(response);
        if (encoding.isEmpty() || encoding.equals("identity")) {
            return raw;
        }
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        boolean cut = raw.cut();
        try (InputStream unpacking = unpacking(encoding, new ByteArrayInputStream(raw.bytes()))) {
            cut |= !drain(unpacking, plain);
        } catch (IOException broken) {
            LOG.debug("The answer {} cannot be unpacked: {}", response.getCode(), broken.toString());
        }
        return new Read(plain.toByteArray(), cut);
    }

    /** A receiver was asked for none; what stands between may pack all the same. */
    private static InputStream unpacking(String encoding, InputStream packed) throws IOException {
        return switch (encoding) {
            case "gzip", "x-gzip" -> new GZIPInputStream(packed);
            case "deflate" -> new DeflateInputStream(packed);
            default -> InputStream.nullInputStream();
        };
    }

    private static String encoding(ClassicHttpResponse response) {
        if (!response.containsHeader(HttpHeaders.CONTENT_ENCODING)) {
            return "";
        }
        return Stream.of(response.getHeaders(HttpHeaders.CONTENT_ENCODING))
                .map(header -> header.getValue().strip().toLowerCase(Locale.ROOT))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.joining(","));
    }

    /** Closes the connection first: closing an answer in chunks reads it to its end, as long as the receiver likes. */
    private static void close(ClassicHttpResponse response, ExecChain.Scope scope) {
        scope.execRuntime.discardEndpoint();
        try {
            response.close();
        } catch (IOException closed) {
            LOG.debug("Closing after the answer {}: {}", response.getCode(), closed.toString());
        }
    }
}
