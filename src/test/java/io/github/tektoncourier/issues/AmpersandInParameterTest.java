package io.github.tektoncourier.issues;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.demo.receivers.EventReceiver;
import io.github.tektoncourier.routes.SinkFiles;
import io.github.tektoncourier.routes.check.file.RouteFile;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A webhook was called without what stood behind its first {@code &}, and a password lost its end. */
class AmpersandInParameterTest {

    private static final String QUERY = "/w1?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=Ab-c_9";
    private static final String PASSWORD = "s3cret&more%41+x RAW(x&contentMode=structured";

    @ParameterizedTest
    @ValueSource(strings = {"literal", "placeholder"})
    void the_receiver_gets_the_whole_address_and_the_whole_password(String way) throws Exception {
        try (EventReceiver receiver = EventReceiver.start(0);
                DefaultCamelContext context = new DefaultCamelContext()) {
            String url = "http://127.0.0.1:" + receiver.port() + QUERY;
            String yaml =
                    """
                    - route:
                        id: whole
                        from:
                          uri: direct:in
                          steps:
                            - to:
                                uri: kamelet:cloudevents-http-sink
                                parameters: { url: "%s", username: u, password: "%s" }
                    """
                            .formatted(
                                    way.equals("literal") ? url : "{{hook.url}}",
                                    way.equals("literal") ? PASSWORD : "{{hook.password}}");
            context.getComponent("kamelet", KameletComponent.class).setLocation("file:kamelets");
            context.start();
            Map<String, String> settings = Map.of(
                    "hook.url",
                    url + "\n",
                    "hook.password",
                    PASSWORD + "\n",
                    "camel.component.kamelet.location",
                    "file:kamelets");
            assertThat(new SinkFiles(context, settings).load(new RouteFile("whole.camel.yaml", yaml)))
                    .isEmpty();

            context.createProducerTemplate()
                    .sendBodyAndHeaders(
                            "direct:in",
                            "{}".getBytes(StandardCharsets.UTF_8),
                            Map.of(
                                    "CamelCloudEventID",
                                    "1",
                                    "CamelCloudEventSource",
                                    "/s",
                                    "CamelCloudEventType",
                                    "t"));

            assertThat(receiver.received()).singleElement().satisfies(request -> {
                assertThat(request.path()).isEqualTo(QUERY);
                assertThat(request.header("authorization"))
                        .hasValue("Basic "
                                + Base64.getEncoder()
                                        .encodeToString(("u:" + PASSWORD).getBytes(StandardCharsets.UTF_8)));
                assertThat(request.header("ce-id")).hasValue("1");
            });
        }
    }
}
