package io.github.tektoncourier.issues;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.github.tektoncourier.routes.SinkFiles;
import io.github.tektoncourier.routes.check.file.RouteFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** Each answer {@code Content-Length: 0} kept one of the sink's 256 connections, so that it was down behind 256 events. */
class EmptyAnswerKeepsConnectionTest {

    @Test
    void a_receiver_that_answers_without_a_body_is_called_on_one_connection() throws Exception {
        Set<InetSocketAddress> callers = ConcurrentHashMap.newKeySet();
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            callers.add(exchange.getRemoteAddress());
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(202, -1);
            exchange.close();
        });
        receiver.start();
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getComponent("kamelet", KameletComponent.class).setLocation("file:kamelets");
            context.start();
            String yaml =
                    """
                    - route:
                        id: empty
                        from:
                          uri: direct:in
                          steps:
                            - to:
                                uri: kamelet:cloudevents-http-sink
                                parameters: { url: "http://127.0.0.1:%d/" }
                    """
                            .formatted(receiver.getAddress().getPort());
            Map<String, String> settings = Map.of("camel.component.kamelet.location", "file:kamelets");
            assertThat(new SinkFiles(context, settings).load(new RouteFile("empty.camel.yaml", yaml)))
                    .isEmpty();

            for (int n = 0; n < 5; n++) {
                Map<String, Object> headers =
                        Map.of("CamelCloudEventID", "e" + n, "CamelCloudEventSource", "/s", "CamelCloudEventType", "t");
                context.createProducerTemplate()
                        .sendBodyAndHeaders("direct:in", "{}".getBytes(StandardCharsets.UTF_8), headers);
            }

            assertThat(callers).hasSize(1);
        } finally {
            receiver.stop(0);
        }
    }
}
