package io.github.tektoncourier.issues;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.demo.receivers.EventReceiver;
import io.github.tektoncourier.routes.SinkFiles;
import io.github.tektoncourier.routes.check.file.RouteFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/**
 * A parameter that a file does not give was taken from a setting or an environment variable of the same name: {@code USERNAME}
 * and {@code PASSWORD} of the environment went to the receiver, {@code TOKEN} refused a Slack webhook.
 */
class SettingNamedLikeParameterTest {

    private static final Pattern OPTIONAL = Pattern.compile("\\{\\{\\?([A-Za-z]+)}}");

    @Test
    void what_the_file_does_not_give_comes_from_nowhere_else() throws Exception {
        try (EventReceiver receiver = EventReceiver.start(0);
                DefaultCamelContext context = new DefaultCamelContext()) {
            Map<String, String> others = Map.of(
                    "username",
                    "me",
                    "password",
                    "s3cret-of-another",
                    "maxBytes",
                    "1KiB",
                    "token",
                    "t",
                    "channel",
                    "c");
            others.forEach(context.getPropertiesComponent()::addOverrideProperty);
            context.getComponent("kamelet", KameletComponent.class).setLocation("file:kamelets");
            context.start();
            String url = "http://127.0.0.1:" + receiver.port() + "/hook";
            String yaml =
                    """
                    - route:
                        id: mine
                        from:
                          uri: direct:in
                          steps:
                            - to: { uri: "kamelet:cloudevents-http-sink", parameters: { url: "%s" } }
                    - route:
                        id: slack
                        from:
                          uri: direct:slack
                          steps:
                            - to: { uri: "kamelet:tekton-slack-sink", parameters: { webhookUrl: "%s" } }
                    """
                            .formatted(url, url);

            assertThat(new SinkFiles(context, Map.of("camel.component.kamelet.location", "file:kamelets"))
                            .load(new RouteFile("mine.camel.yaml", yaml)))
                    .noneMatch(problem -> problem.error());
            context.createProducerTemplate()
                    .sendBodyAndHeaders(
                            "direct:in",
                            ("{\"x\":\"" + "x".repeat(2_000) + "\"}").getBytes(StandardCharsets.UTF_8),
                            Map.of(
                                    "CamelCloudEventID",
                                    "1",
                                    "CamelCloudEventSource",
                                    "/s",
                                    "CamelCloudEventType",
                                    "t"));

            assertThat(receiver.received()).singleElement().satisfies(request -> assertThat(
                            request.header("authorization"))
                    .isEmpty());
        }
    }

    /** What has no default is looked for in the settings; so has each parameter of each Kamelet one. */
    @Test
    void each_optional_parameter_has_a_default() throws Exception {
        try (Stream<Path> kamelets = Files.list(Path.of("kamelets"))) {
            for (Path kamelet : kamelets.toList()) {
                String text = Files.readString(kamelet);
                List<String> optional = OPTIONAL.matcher(text)
                        .results()
                        .map(found -> found.group(1))
                        .toList();
                for (String name : optional) {
                    assertThat(text)
                            .as("%s in %s", name, kamelet)
                            .containsPattern("(?m)^      " + name + ":\n(        .*\n)*        default:");
                }
            }
        }
    }
}
