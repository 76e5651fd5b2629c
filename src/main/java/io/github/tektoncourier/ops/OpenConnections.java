package io.github.tektoncourier.ops;

import io.netty.channel.ChannelHandlerContext;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections to the management port, the one that has been in its state for longest first. A connection that is over
 * the bound takes the place of the oldest, so that connections which never send a request keep no probe away. Used by the
 * server's one event loop only.
 */
final class OpenConnections {

    /** Kubelet, Prometheus and a few people need a handful. */
    static final int MAX = 128;

    static final long MAX_SECONDS = 10;

    private static final Logger LOG = LoggerFactory.getLogger(OpenConnections.class);
    private static final long REMINDER_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Map<ChannelHandlerContext, Long> since = new LinkedHashMap<>();
    private long closed;
    private long told = System.nanoTime() - REMINDER_NANOS;

    /** A connection came. */
    void opened(ChannelHandlerContext connection) {
        if (since.size() >= MAX) {
            Iterator<ChannelHandlerContext> oldest = since.keySet().iterator();
            ChannelHandlerContext first = oldest.next();
            oldest.remove();
            close(first);
        }
        since.put(connection, System.nanoTime());
    }

    /** Its request is complete, or its answer is: its time begins anew. */
    void changed(ChannelHandlerContext connection) {
        if (since.remove(connection) != null) {
            since.put(connection, System.nanoTime());
        }
    }

    /** It is closed. */
    void gone(ChannelHandlerContext connection) {
        since.remove(connection);
    }

    /** Closes those that have sent no whole head, or have taken no answer, for too long; says so once a minute. */
    void closeLate() {
        long now = System.nanoTime();
        List<ChannelHandlerContext> late = since.entrySet().stream()
                .filter(entry -> now - entry.getValue() > TimeUnit.SECONDS.toNanos(MAX_SECONDS))
                .map(Map.Entry::getKey)
                .toList();
        late.forEach(since::remove);
        for (ChannelHandlerContext connection : late) {
            var unused = connection.close();
        }
        if (closed > 0 && now - told > REMINDER_NANOS) {
            LOG.warn(
                    "courier.port: {} connections were closed to make room, because more than {} were open at once. Health"
                            + " and metrics are answered all the same. If this goes on, restrict access to the port by a"
                            + " NetworkPolicy, or bind it with courier.host.",
                    closed,
                    MAX);
            told = now;
            closed = 0;
        }
    }

    private void close(ChannelHandlerContext connection) {
        closed++;
        var unused = connection.close();
    }
}
