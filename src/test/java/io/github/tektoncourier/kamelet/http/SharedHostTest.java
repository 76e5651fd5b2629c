package io.github.tektoncourier.kamelet.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.github.tektoncourier.kamelet.Events;
import io.github.tektoncourier.kamelet.SinkTestSupport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two sinks to one host share nothing: not the host's connections, and within one no lane waits for another. */
class SharedHostTest extends SinkTestSupport {

    /** More than HTTP clients usually open to one host, less than a subscription may have lanes. */
    private static final int LANES = 100;

    private final CountDownLatch hanging = new CountDownLatch(LANES);
    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService lanes = Executors.newCachedThreadPool();
    private HttpServer server;

    @BeforeEach
    void listen() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 512);
        server.setExecutor(lanes);
        server.createContext("/hangs", http -> {
            hanging.countDown();
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            http.close();
        });
        server.createContext("/answers", http -> {
            http.sendResponseHeaders(204, -1);
            http.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
        lanes.shutdownNow();
    }

    @Test
    void a_sink_that_hangs_on_all_its_lanes_delays_no_other_on_the_same_host() throws Exception {
        String host = "http://localhost:" + server.getAddress().getPort();
        loadSink("hangs", "cloudevents-http-sink", Map.of("url", host + "/hangs", "responseTimeout", "60s"));
        loadSink("answers", "cloudevents-http-sink", Map.of("url", host + "/answers", "responseTimeout", "60s"));
        for (int n = 0; n < LANES; n++) {
            lanes.execute(() -> send("direct:hangs", Events.headers(), Events.data()));
        }
        assertThat(hanging.await(30, TimeUnit.SECONDS))
                .as("each lane has a connection")
                .isTrue();

        long begun = System.nanoTime();
        Exception failure =
                send("direct:answers", Events.headers(), Events.data()).getException();

        assertThat(failure).isNull();
        assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(10));
    }
}
