package io.github.tektoncourier.ops;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the management port: answers one request after the other. While one is answered nothing is read. Only
 * the API reads a body; any other request with one is answered without reading it, and the connection closed.
 */
final class PageRequests extends ChannelInboundHandlerAdapter {

    private static final Page NOT_FOUND = Page.text(
            404,
            "Not here. Try /observe/health/live, /observe/health/ready, /observe/health/started, /observe/metrics, /api/v1\n");
    private static final Page GET_ONLY = Page.text(405, "GET only.\n");
    private static final Page MALFORMED = Page.text(400, "This is no HTTP/1.1 request.\n");
    private static final Page LONG_LINE = Page.text(414, "The request's first line is too long.\n");
    private static final Page LARGE_BODY = Page.problem(
            413,
            "The request's body is larger than " + PostedBody.MAX + " bytes. Narrow the selection by other means.");
    private static final Page LARGE_HEAD = Page.text(431, "The request's headers are too large.\n");

    private final PageCache pages;
    private final ApiWorkers api;
    private final OpenConnections connections;
    private @Nullable PostedBody posted;
    private boolean answering;
    private boolean pipelined;

    PageRequests(PageCache pages, ApiWorkers api, OpenConnections connections) {
        this.pages = pages;
        this.api = api;
        this.connections = connections;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        connections.opened(context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        connections.gone(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof HttpRequest request) {
                begun(context, request);
            }
            if (message instanceof HttpContent content) { // the end of a head, or of a body that came with it
                more(context, content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void begun(ChannelHandlerContext context, HttpRequest request) {
        if (answering) {
            pipelined = true; // no client that asks for health does so: it gets one answer
            return;
        }
        answering = true;
        if (request.decoderResult().isSuccess() && isApi(request) && hasBody(request)) {
            posted = new PostedBody(request);
            if (HttpUtil.is100ContinueExpected(request)) {
                var unused = context.writeAndFlush(new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
            }
        } else {
            boolean keep = request.decoderResult().isSuccess() && HttpUtil.isKeepAlive(request) && !hasBody(request);
            answer(context, request, page(request), keep);
        }
    }

    private void more(ChannelHandlerContext context, HttpContent content) {
        PostedBody body = posted;
        if (body == null) {
            return;
        }
        if (!content.decoderResult().isSuccess()) {
            posted = null;
            answer(context, body.request(), CompletableFuture.completedFuture(MALFORMED), false);
        } else if (!body.add(content.content())) {
            posted = null;
            answer(context, body.request(), CompletableFuture.completedFuture(LARGE_BODY), false);
        } else if (content instanceof LastHttpContent) {
            posted = null;
            answer(context, body.request(), api(body.request(), body.bytes()), HttpUtil.isKeepAlive(body.request()));
        }
    }

    private void answer(
            ChannelHandlerContext context, HttpRequest request, CompletableFuture<Page> coming, boolean keep) {
        context.channel().config().setAutoRead(false);
        connections.changed(context);
        boolean head = request.method().equals(HttpMethod.HEAD);
        var unused = coming.thenAccept(page -> context.executor().execute(() -> write(context, page, keep, head)));
    }

    private CompletableFuture<Page> page(HttpRequest request) {
        Throwable malformed = request.decoderResult().cause();
        if (malformed != null) {
            return CompletableFuture.completedFuture(refusal(malformed));
        }
        if (isApi(request)) {
            return api(request, new byte[0]);
        }
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            return CompletableFuture.completedFuture(GET_ONLY);
        }
        Optional<CompletableFuture<Page>> page = pages.at(path(request));
        return page.orElseGet(() -> CompletableFuture.completedFuture(NOT_FOUND));
    }

    private CompletableFuture<Page> api(HttpRequest request, byte[] body) {
        int question = request.uri().indexOf('?');
        return api.answer(new ApiRequest(
                request.method().name(),
                path(request),
                question < 0 ? "" : request.uri().substring(question + 1),
                request.headers().get(HttpHeaderNames.AUTHORIZATION),
                request.headers().get(HttpHeaderNames.CONTENT_TYPE),
                body));
    }

    private static boolean isApi(HttpRequest request) {
        return request.uri().startsWith(RequestHandler.PREFIX);
    }

    private static String path(HttpRequest request) {
        return request.uri().replaceFirst("[?#].*", "");
    }

    private static Page refusal(Throwable malformed) {
        if (malformed instanceof TooLongHttpLineException) {
            return LONG_LINE;
        }
        return malformed instanceof io.netty.handler.codec.TooLongFrameException ? LARGE_HEAD : MALFORMED;
    }

    private static boolean hasBody(HttpRequest request) {
        return HttpUtil.isTransferEncodingChunked(request)
                || request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)
                || !request.headers().get(HttpHeaderNames.CONTENT_LENGTH, "0").equals("0");
    }

    private void write(ChannelHandlerContext context, Page page, boolean keep, boolean head) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(page.status()),
                head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(page.body()));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, page.contentType())
                .set(HttpHeaderNames.CONTENT_LENGTH, page.body().length)
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set("X-Content-Type-Options", "nosniff");
        page.headers().forEach(response.headers()::set);
        boolean stays = keep && !pipelined && page.status() != 405;
        if (page.status() == 405 && page.headers().isEmpty()) {
            response.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
        }
        response.headers()
                .set(HttpHeaderNames.CONNECTION, stays ? HttpHeaderValues.KEEP_ALIVE : HttpHeaderValues.CLOSE);
        ChannelFuture written = context.writeAndFlush(response);
        var unused = written.addListener(done -> next(context, stays && done.isSuccess()));
    }

    private void next(ChannelHandlerContext context, boolean stays) {
        if (stays) {
            answering = false;
            connections.changed(context);
            context.channel().config().setAutoRead(true);
        } else {
            var unused = context.close();
        }
    }

    /** A client that resets its connection needs no word in the log. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var unused = context.close();
    }
}
