package io.github.tektoncourier.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.tektoncourier.journal.Batches;
import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.FakeClock;
import io.github.tektoncourier.journal.Journal;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.engine.JournalFactory;
import io.github.tektoncourier.routes.RegisteredFiles.Absence;
import io.github.tektoncourier.routes.RegisteredFiles.Registered;
import io.github.tektoncourier.routes.check.file.RouteFile;
import io.github.tektoncourier.run.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.SetBodyDefinition;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that come and go in ConfigMaps, and what is kept for their subscriptions meanwhile. */
class RegisteredSinksTest {

    private static final String FILE =
            """
            - route:
                id: %1$s
                description: "beside it subscription: team-b/builds"
                from:
                  uri: kamelet:tekton-events-source
                  parameters: { subscription: %1$s }
                  steps:
                    - to: { uri: "kamelet:cloudevents-http-sink", parameters: { url: "https://hooks.example.com" } }
            """;

    private static final long SMALL = 4 * JournalSettings.MEBIBYTE;

    @TempDir
    private Path folder;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Map<String, Registered> inCluster = new LinkedHashMap<>();
    private final List<String> told = new ArrayList<>();
    private final FakeClock clock = new FakeClock();
    private boolean seen = true;
    private String covered = "team-a,team-b";
    private RegisteredFiles.Look look = RegisteredFiles.Look.NOTHING;
    private Journal journal;
    private RouteSupervisor supervisor;

    @BeforeEach
    void start() throws IOException {
        Files.createDirectories(folder.resolve("sinks"));
        Files.writeString(folder.resolve("sinks/README"), "an empty folder may be one that is not mounted");
        journal = JournalFactory.open(
                JournalSettings.in(folder.resolve("journal")).withMaxSize(SMALL), clock);
        context.getRegistry().bind("journal", journal);
        context.getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
        context.getComponent("kamelet", KameletComponent.class).setLocation("file:kamelets");
        context.start();
        supervisor = supervisor();
        supervisor.start();
    }

    @AfterEach
    void stop() {
        supervisor.close();
        context.stop();
        journal.close();
    }

    private RouteSupervisor supervisor() {
        RegisteredFiles registered = new RegisteredFiles() {
            @Override
            public Look look() {
                return look;
            }

            @Override
            public void close() {}
        };
        return new RouteSupervisor(
                new SinkFiles(context, Map.of("camel.component.kamelet.location", "file:kamelets")),
                folder.resolve("sinks"),
                journal,
                Set.of(),
                new FirstRun(),
                registered,
                (file, verdict) -> told.add(verdict.state() + " " + verdict.words()),
                clock,
                Duration.ofDays(2));
    }

    /** A file in the ConfigMap {@code sinks} of a namespace, with this UID. */
    private void registered(String namespace, String uid, String content) {
        RouteFile file = new RouteFile("configmap:" + namespace + "/sinks/f.camel.yaml", content, namespace, uid);
        inCluster.put(namespace, new Registered(file, namespace, "sinks", uid, Optional.empty()));
    }

    /** What is registered is looked at, and looked at again, so that what has no file is let go. */
    private void looked() {
        Map<String, List<String>> objects = new HashMap<>();
        inCluster.values().forEach(one -> objects.put(one.namespace(), List.of(one.uid())));
        look = new RegisteredFiles.Look(
                look.version() + 1,
                List.copyOf(inCluster.values()),
                objects,
                Absence.UNCOVERED,
                namespace -> List.of(covered.split(",")).contains(namespace),
                namespace -> seen);
        supervisor.tick();
        supervisor.tick();
    }

    private void known(String... subscriptions) {
        for (String name : subscriptions) {
            journal.subscribe(SubscriptionSettings.named(name), event -> null).close();
        }
    }

    @Test
    void a_registered_file_runs_and_ends_with_its_config_map() {
        registered("team-a", "1", FILE.formatted("team-a/builds"));

        looked();
        Set<String> there = supervisor.subscriptions();
        inCluster.clear();
        looked();

        assertThat(there).containsExactly("team-a/builds");
        assertThat(supervisor.subscriptions()).isEmpty();
        assertThat(journal.waitedFor()).isEmpty();
        assertThat(told).containsExactly("RUNNING f.camel.yaml runs.");
    }

    @Test
    void an_edit_runs_with_the_next_look_and_a_wrong_one_leaves_what_ran() {
        registered("team-a", "1", FILE.formatted("team-a/builds"));
        looked();
        registered("team-a", "1", FILE.formatted("team-a/others"));
        looked();
        Set<String> edited = supervisor.subscriptions();
        registered("team-a", "1", FILE.formatted("others"));
        looked();

        assertThat(edited).containsExactly("team-a/others");
        assertThat(supervisor.subscriptions()).containsExactly("team-a/others");
        assertThat(told.get(told.size() - 1))
                .startsWith("REFUSED f.camel.yaml:2: The route id others is not of this namespace.")
                .endsWith("Until then it goes on as it was.");
        assertThat(supervisor.refused()).as("of the operator's files").isZero();
    }

    @Test
    void what_waits_is_kept_after_a_restart_until_the_api_server_was_asked() {
        known("team-a/builds");
        seen = false;

        looked();
        Set<String> away = journal.waitedFor();
        seen = true;
        looked();

        assertThat(away).containsExactly("team-a/builds");
        assertThat(journal.waitedFor()).isEmpty();
    }

    @Test
    void what_waits_is_kept_where_the_setting_does_not_name_the_namespace_any_more() {
        known("team-a/builds");
        covered = "teem-a";

        looked();

        assertThat(journal.waitedFor()).containsExactly("team-a/builds");
    }

    @Test
    void a_refused_file_keeps_what_waits_for_its_own_namespace_and_holds_up_no_other() {
        known("team-a/builds", "team-b/builds", "audit");
        registered("team-a", "1", "subscription: team-b/builds\n  no: yaml: {{");

        looked();

        assertThat(journal.waitedFor()).containsExactly("team-a/builds");
    }

    @Test
    void a_file_that_names_a_foreign_subscription_neither_keeps_nor_ends_it() {
        registered("team-b", "2", FILE.formatted("team-b/builds"));
        looked();
        registered("team-a", "1", FILE.formatted("team-b/builds"));
        looked();
        Set<String> both = supervisor.subscriptions();
        inCluster.remove("team-a");
        looked();

        assertThat(both).containsExactly("team-b/builds");
        assertThat(supervisor.subscriptions()).containsExactly("team-b/builds");
        assertThat(told)
                .filteredOn(verdict -> verdict.startsWith("REFUSED"))
                .singleElement()
                .asString()
                .contains("The route id team-b/builds is not of this namespace")
                .doesNotContain("taken by");
    }

    @Test
    void a_namespace_that_is_made_anew_gets_nothing_of_the_one_before() {
        known("team-a/builds", "team-a/left");
        registered("team-a", "1", FILE.formatted("team-a/builds"));
        looked();
        registered("team-a", "of another owner", FILE.formatted("team-a/builds"));
        looked();

        assertThat(supervisor.subscriptions()).containsExactly("team-a/builds");
        assertThat(journal.books()).extracting(Books::subscription).containsExactly("team-a/builds");
    }

    @Test
    void a_namespace_that_was_made_anew_while_the_courier_was_away_gets_nothing_of_the_one_before() {
        registered("team-a", "1", FILE.formatted("team-a/builds"));
        looked();
        inCluster.clear();
        looked();
        supervisor.close();
        supervisor = supervisor();
        registered("team-a", "of another owner", FILE.formatted("team-a/other"));
        looked();

        assertThat(journal.books()).extracting(Books::subscription).doesNotContain("team-a/builds");
    }

    @Test
    void what_waits_for_a_receiver_that_is_down_is_told_and_let_go_when_it_has_waited_too_long() throws Exception {
        covered = "ns-o"; // which the runs are of
        registered("ns-o", "1", FILE.formatted("ns-o/builds").replace("hooks.example.com", "hooks.invalid"));
        looked();
        journal.append(Batches.batch("one", "queued")).get(10, TimeUnit.SECONDS);
        journal.append(Batches.batch("other", "queued")).get(10, TimeUnit.SECONDS);
        await().until(() -> books().state().equals("down"));
        everySecond(15);
        String down = told.get(told.size() - 1);
        clock.advance(Duration.ofHours(49));
        everySecond(15);

        assertThat(down)
                .startsWith("DOWN f.camel.yaml: the receiver of subscription ns-o/builds takes nothing since 20")
                .contains("hooks.invalid");
        assertThat(told).anyMatch(said -> said.startsWith("DOWN f.camel.yaml: what waited was let go"));
        assertThat(books().appended()).isZero();
        assertThat(supervisor.subscriptions()).containsExactly("ns-o/builds");
    }

    @Test
    void what_waits_for_a_receiver_that_is_down_is_let_go_where_it_takes_half_of_the_journal() throws Exception {
        covered = "ns-b"; // which the runs are of
        registered("ns-b", "1", FILE.formatted("ns-b/builds").replace("hooks.example.com", "hooks.invalid"));
        looked();
        List<Long> used = new ArrayList<>();

        for (int i = 0; i < 30 && !letGo(); i++) {
            journal.append(Batches.batch(Batches.run("b" + i, null, "1", 300_000), Change.Type.MODIFIED, "queued"))
                    .get(10, TimeUnit.SECONDS);
            used.add(journal.totals().usedBytes());
            everySecond(15);
        }

        assertThat(letGo()).isTrue();
        assertThat(used).hasSizeGreaterThan(1).allMatch(bytes -> bytes < SMALL);
        assertThat(books().appended()).isZero();
        assertThat(supervisor.subscriptions()).containsExactly("ns-b/builds");
    }

    private boolean letGo() {
        return told.stream()
                .anyMatch(said -> said.contains("what waited was let go") && said.contains("half of the journal"));
    }

    @Test
    void a_tenant_that_names_its_subscription_anew_and_anew_leaves_no_books_without_end() {
        known(IntStream.range(0, 21).mapToObj(n -> "team-a/old-" + n).toArray(String[]::new));
        known("team-b/old", "old");
        registered("team-a", "1", FILE.formatted("team-a/builds"));
        looked();

        everySecond(15);

        assertThat(journal.books())
                .extracting(Books::subscription)
                .containsExactlyInAnyOrder("team-a/builds", "team-b/old", "old");
    }

    @Test
    void a_tenants_jq_is_evaluated_within_a_budget_and_an_operators_is_not() {
        String step = "        - setBody: { jq: '{name: .taskRun.metadata.name}' }\n";
        String file = FILE.replace("        - to:", step + "        - to:");
        registered("team-a", "1", file.formatted("team-a/builds"));
        registered("", "2", file.formatted("audit"));

        looked();

        assertThat(languages("team-a/builds")).containsExactly("courier-jq");
        assertThat(languages("audit")).containsExactly("jq");
    }

    private List<String> languages(String route) {
        return context.getRouteDefinition(route).getOutputs().stream()
                .filter(SetBodyDefinition.class::isInstance)
                .map(step -> ((SetBodyDefinition) step).getExpression().getLanguage())
                .toList();
    }

    private Books books() {
        return journal.books().get(0);
    }

    private void everySecond(int looks) {
        for (int i = 0; i < looks; i++) {
            supervisor.tick();
        }
    }
}
