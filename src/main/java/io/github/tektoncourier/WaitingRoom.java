package io.github.tektoncourier;

import io.github.tektoncourier.ops.HealthPages;
import io.github.tektoncourier.ops.ManagementServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers in the service's place while it is about to start again: alive, and not ready. Without it Kubernetes would end
 * the process in the middle of saving a journal, which takes minutes and would begin anew.
 */
final class WaitingRoom implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WaitingRoom.class);

    private final @Nullable ManagementServer server;

    private WaitingRoom(@Nullable ManagementServer server) {
        this.server = server;
    }

    /** Opens, if the port can be had. */
    static WaitingRoom on(InetSocketAddress address) {
        try {
            return new WaitingRoom(ManagementServer.open(address, HealthPages.startingAgain()));
        } catch (IOException e) {
            LOG.warn(
                    "Port {} is not answered until the service has started again: {}",
                    address.getPort(),
                    e.getMessage());
            return new WaitingRoom(null);
        }
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
