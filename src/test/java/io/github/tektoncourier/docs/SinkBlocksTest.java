package io.github.tektoncourier.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.tektoncourier.journal.Journal;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.engine.JournalFactory;
import io.github.tektoncourier.routes.SinkFiles;
import io.github.tektoncourier.routes.check.file.RouteFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every sink file shown in a document, or shipped in a manifest, is taken by the courier as it stands. */
class SinkBlocksTest {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\??([A-Za-z0-9._-]+)");

    @TempDir
    Path directory;

    static Stream<RouteFile> files() throws IOException {
        Stream.Builder<RouteFile> files = Stream.builder();
        for (Document document : Document.below("docs")) {
            if (document.path().endsWith("kamelets.md")) {
                continue; // for other applications: KameletPagesTest
            }
            document.blocks("yaml").stream()
                    .filter(block -> block.content().contains("- route:"))
                    .forEach(block -> add(block, files));
        }
        try (Stream<Path> shipped = Files.list(Path.of("deploy/kubernetes/overlays/example/sinks"))) {
            for (Path path : shipped.toList()) {
                files.add(RouteFile.of(path));
            }
        }
        return files.build();
    }

    /** A sink file, or a ConfigMap of a tenant with some. */
    private static void add(Document.Block block, Stream.Builder<RouteFile> files) {
        String name = block.where().replace(".md:", ".line-") + ".camel.yaml";
        JsonNode yaml = Manifests.yaml(block.content());
        if (!yaml.path("kind").asText().equals("ConfigMap")) {
            files.add(new RouteFile(name, present(block.content())));
            return;
        }
        String namespace = yaml.at("/metadata/namespace").asText();
        yaml.path("data").forEach(file -> files.add(new RouteFile(name, file.asText(), namespace, "uid")));
    }

    /** Files of documents stand where those of the tests do. */
    private static String present(String content) {
        String folder = "src/test/resources/tls/";
        return content.replace("/etc/courier/tls/tls.", folder + "client.").replace("/etc/courier/tls/", folder);
    }

    private static String value(String name) {
        if (name.matches(".*(brokers|bootstrap-servers)")) {
            return "localhost:1";
        }
        return name.endsWith("signing-secret") ? "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" : "http://localhost:1/";
    }

    @ParameterizedTest
    @MethodSource("files")
    void the_courier_takes_it(RouteFile file) throws Exception {
        Map<String, String> values = new TreeMap<>();
        PLACEHOLDER.matcher(file.content()).results().forEach(m -> values.put(m.group(1), value(m.group(1))));
        Properties properties = new Properties();
        properties.putAll(values);
        try (Journal journal = JournalFactory.open(JournalSettings.in(directory), Clock.systemUTC());
                DefaultCamelContext context = new DefaultCamelContext()) {
            context.getRegistry().bind("journal", journal);
            context.getPropertiesComponent().setOverrideProperties(properties);
            context.getComponent("kamelet", KameletComponent.class).setLocation("classpath:kamelets");
            context.start();

            assertThat(new SinkFiles(context, values).load(file)).isEmpty();
            assertThat(context.getRoutes()).isNotEmpty();
        }
    }
}
