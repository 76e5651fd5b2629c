package io.github.tektoncourier.ops;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpRequest;
import java.io.ByteArrayOutputStream;

/** A request of which the body is still coming in. */
final class PostedBody {

    static final int MAX = 16 * 1024;

    private final HttpRequest request;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);

    PostedBody(HttpRequest request) {
        this.request = request;
    }

    HttpRequest request() {
        return request;
    }

    /** False when it becomes too large. */
    boolean add(ByteBuf content) {
        if (bytes.size() + content.readableBytes() > MAX) {
            return false;
        }
        byte[] part = new byte[content.readableBytes()];
        content.readBytes(part);
        bytes.writeBytes(part);
        return true;
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }
}
