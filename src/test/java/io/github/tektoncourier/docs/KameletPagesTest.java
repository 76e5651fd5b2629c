package io.github.tektoncourier.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.tektoncourier.schema.Committed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/kamelets.md is made of the Kamelets, and each of its flows and Pipes can be built in any Camel context. */
class KameletPagesTest {

    private static final Path PAGE = Path.of("docs/kamelets.md");

    static List<Document.Block> blocks() {
        return Document.read(PAGE).blocks("yaml");
    }

    @Test
    void the_page_is_what_the_files_say() throws IOException {
        Committed.is(PAGE, new KameletPages().text());
    }

    @Test
    void each_kamelet_has_a_flow_and_a_pipe() throws IOException {
        Map<Boolean, Long> kinds = blocks().stream()
                .collect(Collectors.partitioningBy(
                        block -> block.content().contains("kind: Pipe"), Collectors.counting()));

        try (var files = Files.list(Path.of("kamelets"))) {
            long kamelets = files.count();
            assertThat(kinds).isEqualTo(Map.of(true, kamelets, false, kamelets));
        }
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void it_can_be_built_in_a_context_that_knows_nothing_of_the_courier(Document.Block block) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.setAutoStartup(false);
            context.getComponent("kamelet", KameletComponent.class).setLocation("classpath:kamelets");
            context.start();

            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(ResourceHelper.fromString("block.camel.yaml", block.content()));

            assertThat(context.getRouteDefinitions()).isNotEmpty();
            assertThat(context.getRoutes()).hasSizeGreaterThan(kameletsIn(block) - 1);
        }
    }

    @Test
    void a_slot_of_a_pipe_is_what_was_written() throws Exception {
        String pipe = blocks().stream()
                .map(Document.Block::content)
                .filter(block -> block.contains("kind: Pipe") && block.contains("name: tekton-events-source\n"))
                .findFirst()
                .orElseThrow()
                .replaceFirst(
                        "subscription: audit",
                        "{subscription: audit, slot: channel, slotPattern: '#[a-z]+', slotDefault: '#ci'}")
                .replaceFirst("properties:\\s+\\{", "properties: {");
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.setAutoStartup(false);
            context.getComponent("kamelet", KameletComponent.class).setLocation("classpath:kamelets");
            context.start();

            PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("block.camel.yaml", pipe));

            assertThat(context.getRoutes()).isNotEmpty();
        }
    }

    @Test
    void a_parameter_that_a_pipe_leaves_out_is_a_property_of_the_application() throws Exception {
        String pipe = blocks().stream()
                .map(Document.Block::content)
                .filter(block -> block.contains("kind: Pipe") && block.contains("name: tekton-slack-sink\n"))
                .findFirst()
                .orElseThrow()
                .replaceFirst("\\s+properties:\\s+webhookUrl:.*", "");
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.setAutoStartup(false);
            context.getComponent("kamelet", KameletComponent.class).setLocation("classpath:kamelets");
            context.getPropertiesComponent()
                    .addInitialProperty("camel.kamelet.tekton-slack-sink.webhook-url", "https://hooks.example.com/x");
            context.start();

            PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("block.camel.yaml", pipe));

            assertThat(context.getRoute("tekton-slack-sink-pipe")).isNotNull();
        }
    }

    private static int kameletsIn(Document.Block block) throws IOException {
        JsonNode yaml = new YAMLMapper().readTree(block.content());
        return (int) yaml.findValuesAsText("kind").stream()
                        .filter("Kamelet"::equals)
                        .count()
                + (int) yaml.findValuesAsText("uri").stream()
                        .filter(uri -> uri.startsWith("kamelet:"))
                        .count();
    }
}
