package io.github.tektoncourier.journal.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.tektoncourier.egress.EgressRules;
import io.github.tektoncourier.journal.Batches;
import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.Journal;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.engine.JournalFactory;
import io.github.tektoncourier.kamelet.Receiver;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.RunReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Addresses that runs name, through the Kamelets: each is sent to, and none leaves anything behind. */
@Timeout(120)
class SlotRoutesIT {

    private static final String ROUTE =
            """
            - route:
                id: hooks
                errorHandler: { noErrorHandler: {} }
                from:
                  uri: kamelet:tekton-events-source
                  parameters: { subscription: hooks, startFrom: earliest, slot: hook, slotType: url, lanes: 64 }
                  steps:
                    - to: { uri: "kamelet:cloudevents-http-sink", parameters: { urlFrom: slot.hook } }
            """;

    private static final int LANES = 64;

    private final Receiver receiver = new Receiver();

    @TempDir
    Path directory;

    private Journal journal;
    private CamelContext context;

    @BeforeEach
    void start() throws Exception {
        journal = JournalFactory.open(JournalSettings.in(directory), Clock.systemUTC());
        context = new DefaultCamelContext();
        FailoverTargets.addTo(context);
        Properties properties = new Properties();
        properties.setProperty("camel.component.kamelet.location", "file:kamelets");
        context.getPropertiesComponent().setInitialProperties(properties);
        context.getRegistry().bind("journal", journal);
        context.getRegistry().bind("egressRules", EgressRules.of(List.of("127.0.0.1"), List.of()));
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("hooks.camel.yaml", ROUTE));
        context.start();
    }

    @AfterEach
    void stop() throws Exception {
        context.stop();
        journal.close();
        receiver.close();
    }

    private void append(String uid, String hooks) throws Exception {
        byte[] json = ("{\"metadata\":{\"name\":\"" + uid + "\",\"namespace\":\"ns\",\"uid\":\"" + uid
                        + "\",\"resourceVersion\":\"1\",\"annotations\":{\"tekton-courier.io/hook\":\"" + hooks
                        + "\"}}}")
                .getBytes(StandardCharsets.UTF_8);
        Run run = RunReader.read(RunKind.TASK_RUN, json, 0, json.length);
        journal.append(Batches.batch(run, Change.Type.MODIFIED, "queued")).get(10, TimeUnit.SECONDS);
    }

    private String hook(String path) {
        return receiver.url(path).replace("localhost", "127.0.0.1");
    }

    private Books books() {
        return journal.books().get(0);
    }

    private String left() throws IOException {
        return context.getRoutes().size() + " routes, " + context.getEndpoints().size() + " endpoints, " + connections()
                + " connections";
    }

    private static long threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    /** Those that are open to the receiver, as Linux lists them. */
    private long connections() throws IOException {
        String port =
                String.format(Locale.ROOT, ":%04X", URI.create(receiver.url("")).getPort());
        long open = 0;
        for (String list : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
            if (Files.exists(Path.of(list))) {
                open += Files.readAllLines(Path.of(list)).stream()
                        .map(line -> line.strip().split("\\s+"))
                        .filter(columns -> columns[2].endsWith(port) && columns[3].equals("01"))
                        .count();
            }
        }
        return open;
    }

    @Test
    void five_hundred_addresses_of_which_a_fifth_is_dead_leave_no_more_behind_than_one() throws Exception {
        int dead;
        try (ServerSocket closed = new ServerSocket(0)) {
            dead = closed.getLocalPort();
        }
        append("one", hook("/first"));
        await().untilAsserted(() -> assertThat(books().delivered()).isEqualTo(1));
        String after = left();
        long threads = threads();

        append(
                "many",
                IntStream.range(0, 500)
                        .mapToObj(n -> n % 5 == 0 ? "http://127.0.0.1:" + dead + "/" + n : hook("/" + n))
                        .collect(Collectors.joining(" ")));

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(books().delivered()).isEqualTo(401));
        assertThat(books().pending()).isEqualTo(100);
        assertThat(books().balanced()).isTrue();
        assertThat(receiver.requests.stream().map(Receiver.Request::target).distinct())
                .hasSize(401);
        await().untilAsserted(() -> assertThat(left()).isEqualTo(after));
        assertThat(threads() - threads).as("threads beside one for each lane").isLessThanOrEqualTo(LANES);
    }

    @Test
    void an_address_inside_of_the_network_is_refused_and_told_without_its_path() throws Exception {
        append("spy", "http://169.254.169.254/latest/sekret " + hook("/hook"));

        await().untilAsserted(() -> assertThat(books().delivered()).isEqualTo(1));
        assertThat(books().filtered()).isEqualTo(1);
        assertThat(books().refused()).isEqualTo(1);
        assertThat(books().lastRefusal())
                .contains("\"http://169.254.169.254\": ")
                .doesNotContain("sekret");
        assertThat(books().balanced()).isTrue();
    }
}
