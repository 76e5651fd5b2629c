package io.github.tektoncourier.journal.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.cloudevents.core.v1.CloudEventBuilder;
import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.journal.Batches;
import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.Journal;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.engine.JournalFactory;
import io.github.tektoncourier.run.Change;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Formats between the journal and a receiver, and what becomes of the books. */
@Timeout(120)
class FormatRoutesIT {

    @TempDir
    Path directory;

    private final List<String> types = new CopyOnWriteArrayList<>();
    private final CamelContext context = new DefaultCamelContext();
    private Journal journal;
    private HttpServer receiver;

    @BeforeEach
    void start() throws Exception {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", http -> {
            types.add(http.getRequestHeaders().getFirst("ce-type"));
            http.getRequestBody().readAllBytes();
            http.sendResponseHeaders(204, -1);
            http.close();
        });
        receiver.start();
        journal = JournalFactory.open(JournalSettings.in(directory), Clock.systemUTC());
        Properties properties = new Properties();
        properties.setProperty("camel.component.kamelet.location", "file:kamelets");
        context.getPropertiesComponent().setInitialProperties(properties);
        context.getRegistry().bind("journal", journal);
        for (String format : List.of("tektonv1", "cdevents")) {
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(ResourceHelper.fromString(format + ".camel.yaml", route(format)));
        }
        context.start();
    }

    @AfterEach
    void stop() throws Exception {
        context.stop();
        journal.close();
        receiver.stop(0);
    }

    private String route(String format) {
        return """
                - route:
                    id: %1$s
                    errorHandler: { noErrorHandler: {} }
                    from:
                      uri: kamelet:tekton-events-source
                      parameters: { subscription: %1$s, startFrom: earliest, types: "*" }
                      steps:
                        - to: { uri: "kamelet:tekton-format-action", parameters: { format: %1$s } }
                        - to: { uri: "kamelet:cloudevents-http-sink", parameters: { url: "http://localhost:%2$d/" } }
                """
                .formatted(format, receiver.getAddress().getPort());
    }

    private Books books(String name) {
        return journal.books().stream()
                .filter(b -> b.subscription().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void what_a_format_does_not_have_is_filtered_and_the_books_balance() {
        journal.append(Batches.batch("a", "queued", "started", "failed"));
        Batch ours = Batches.batch("a", "stepfinished/0/a", "kubernetesevent/e1/1");
        journal.append(new Batch(
                ours.change(),
                ours.data(),
                ours.entries().stream().map(FormatRoutesIT::ofOurType).toList()));

        await().until(() -> books("tektonv1").delivered() + books("tektonv1").filtered() == 5);
        await().until(() -> books("cdevents").delivered() + books("cdevents").filtered() == 5);

        assertThat(types)
                .filteredOn(type -> type.startsWith("dev.tekton."))
                .containsExactly(
                        "dev.tekton.event.taskrun.queued.v1",
                        "dev.tekton.event.taskrun.started.v1",
                        "dev.tekton.event.taskrun.failed.v1");
        assertThat(types)
                .filteredOn(type -> type.startsWith("dev.cdevents."))
                .containsExactly("dev.cdevents.taskrun.started.0.3.0", "dev.cdevents.taskrun.finished.0.3.0");
        assertThat(books("tektonv1").filtered()).isEqualTo(2);
        assertThat(books("cdevents").filtered()).isEqualTo(3);
        assertThat(journal.books()).allMatch(Books::balanced);
    }

    private static Batch.Entry ofOurType(Batch.Entry entry) {
        String type = "io.github.tektoncourier.taskrun." + entry.moment().replaceAll("/.*", "") + ".v1";
        return new Batch.Entry(
                entry.moment(),
                new CloudEventBuilder(Objects.requireNonNull(entry.event()))
                        .withType(type)
                        .build());
    }

    @Test
    void an_event_that_cannot_be_turned_is_a_dead_letter_at_once_and_the_next_goes_on() {
        Batch broken = Batches.batch("a", "failed");
        Batch odd = new Batch(broken.change(), "{\"taskRun\":7}".getBytes(StandardCharsets.UTF_8), broken.entries());

        journal.append(odd);
        journal.append(Batches.batch(Batches.run("a", null, "2", 10), Change.Type.MODIFIED, "successful"));

        await().until(() -> books("tektonv1").dead() == 1 && books("tektonv1").delivered() == 1);
        assertThat(books("tektonv1").lastError()).contains("has no run in its data");
        assertThat(books("tektonv1").balanced()).isTrue();
    }
}
