package io.github.tektoncourier.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.tektoncourier.journal.Batches;
import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.Journal;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.engine.JournalFactory;
import io.github.tektoncourier.routes.camel.SinglePassParser;
import io.github.tektoncourier.text.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;
import org.apache.camel.StatefulService;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.apache.camel.support.LifecycleStrategySupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of sinks whose files change while events pass. */
@Timeout(180)
class RouteSupervisorIT {

    private static final String SINK =
            """
            - route:
                id: NAME
                from:
                  uri: kamelet:tekton-events-source
                  parameters: { subscription: NAME, types: "*" }
                  steps:
                    - to: { uri: "mock:before" }
                    - to: { uri: "bean:receiver", parameters: { method: "take(NAME, ${header.CamelCloudEventID})" } }
            """;

    /** Notes what came, where a real sink would send. */
    public static final class Receiver {
        final List<String> taken = new CopyOnWriteArrayList<>();
        volatile CountDownLatch gate = new CountDownLatch(0);

        public void take(String sink, String id) throws InterruptedException {
            if (sink.equals("one")) {
                gate.await(30, TimeUnit.SECONDS);
            }
            taken.add(sink + " " + id);
        }
    }

    @TempDir
    private Path folder;

    private final Receiver receiver = new Receiver();
    private final List<Endpoint> http = new CopyOnWriteArrayList<>();
    private DefaultCamelContext context;
    private Path files;
    private final FirstRun firstRun = new FirstRun();
    private Journal journal;
    private RouteSupervisor supervisor;
    private Set<String> givenUp = Set.of();
    private String httpUrl = "";
    private int appended;

    @BeforeEach
    void start() throws IOException {
        files = Files.createDirectories(folder.resolve("sinks"));
        journal = open();
        context = new DefaultCamelContext();
        SinglePassParser.addTo(context);
        Map<String, String> properties = Map.of(
                "camel.component.kamelet.location",
                "file:kamelets",
                "courier.http.url",
                httpUrl,
                "courier.kafka.bootstrap-servers",
                "",
                "courier.slack.webhook-url",
                "");
        context.getRegistry().bind("journal", journal);
        context.getRegistry().bind("receiver", receiver);
        context.getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
        properties.forEach(context.getPropertiesComponent()::addOverrideProperty);
        context.getComponent("kamelet", KameletComponent.class).setLocation("file:kamelets");
        context.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onEndpointAdd(Endpoint endpoint) {
                if (endpoint.getEndpointUri().startsWith("http:")) {
                    http.add(endpoint);
                }
            }
        });
        context.start();
        supervisor = new RouteSupervisor(new SinkFiles(context, properties), files, journal, givenUp, firstRun);
    }

    private Journal open() {
        return JournalFactory.open(
                JournalSettings.in(folder.resolve("journal")).withRetention(Duration.ofHours(1)), Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        supervisor.close();
        context.stop();
        journal.close();
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(files.resolve(name + ".camel.yaml"), content);
    }

    private void remove(String name) throws IOException {
        Files.delete(files.resolve(name + ".camel.yaml"));
    }

    private static String sink(String name) {
        return SINK.replace("NAME", name);
    }

    /** A change counts when two looks see the same. */
    private void look() {
        supervisor.tick();
        supervisor.tick();
    }

    private String append() throws Exception {
        String uid = "r" + ++appended;
        journal.append(Batches.batch(uid, "queued")).get(10, TimeUnit.SECONDS);
        return uid;
    }

    private Books books(String name) {
        return journal.books().stream()
                .filter(b -> b.subscription().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void arrives(String sink, String uid) {
        await().until(() -> receiver.taken.stream().anyMatch(t -> t.startsWith(sink + " " + uid)));
    }

    private List<String> routes() {
        return context.getRoutes().stream()
                .filter(r -> !r.isCreatedByKamelet())
                .map(Route::getRouteId)
                .sorted()
                .toList();
    }

    @Test
    void a_new_file_runs_and_a_removed_one_ends_while_the_others_go_on() throws Exception {
        write("one", sink("one"));
        supervisor.start();
        write("two", sink("two"));
        look();
        String both = append();
        arrives("one", both);
        arrives("two", both);

        remove("one");
        look();
        String last = append();

        arrives("two", last);
        assertThat(routes()).containsExactly("two");
        assertThat(books("one").state()).isEqualTo("gone");
        assertThat(receiver.taken).noneMatch(t -> t.startsWith("one " + last));
    }

    /** A sink that sends by {@code direct:} to a route of another file, and has a route that others may send to. */
    private static String sharing(String name, String other) {
        return sink(name).replace("mock:before", "direct:" + other)
                + "- route: { id: " + name + "-shared, from: { uri: \"direct:" + name
                + "\", steps: [ { to: { uri: \"mock:shared\" } } ] } }\n";
    }

    private static String keyed(String name, Path key) {
        return sink(name)
                .replace(
                        "to: { uri: \"mock:before\" }",
                        "setHeader: { name: X-Key, constant: \"{{file:" + key + "}}\" }")
                .replace("${header.CamelCloudEventID}", "${header.CamelCloudEventID} by ${header.X-Key}");
    }

    @Test
    void a_new_value_of_a_file_is_taken_by_its_sink_alone_and_nothing_is_lost_or_repeated() throws Exception {
        Path key = Files.writeString(folder.resolve("key"), "first-key\n");
        write("one", keyed("one", key));
        write("two", sink("two"));
        supervisor.start();
        Route untouched = context.getRoute("two");
        List<String> all = new CopyOnWriteArrayList<>();
        ScheduledExecutorService load = Executors.newSingleThreadScheduledExecutor();
        Future<?> appending = load.scheduleWithFixedDelay(() -> all.add(appended()), 0, 10, TimeUnit.MILLISECONDS);
        await().until(() -> receiver.taken.stream().anyMatch(taken -> taken.endsWith(" by first-key")));

        Files.writeString(key, "second-key");
        IntStream.range(0, 4).forEach(i -> look());

        await().until(() -> receiver.taken.stream().anyMatch(taken -> taken.endsWith(" by second-key")));
        appending.cancel(false);
        load.shutdown();
        assertThat(load.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        await().until(() -> books("one").pending() == 0 && books("two").pending() == 0);
        List<String> taken = receiver.taken.stream()
                .filter(line -> line.startsWith("one "))
                .map(line -> line.replaceAll("one (r[0-9]+).*", "$1"))
                .toList();
        assertThat(taken).containsExactlyInAnyOrderElementsOf(all);
        assertThat(context.getRoute("two")).isSameAs(untouched);
        assertThat(Secrets.ofProcess().mask("first-key second-key")).isEqualTo("*** ***");
    }

    @Test
    void a_value_that_is_gone_or_wrong_leaves_its_sink_as_it_was() throws Exception {
        Path key = Files.writeString(folder.resolve("key"), "first-key");
        write("one", keyed("one", key));
        supervisor.start();

        Files.delete(key);
        IntStream.range(0, 4).forEach(i -> look());
        arrives("one", append());
        List<String> gone = firstRun.missing();
        Files.createDirectory(key);
        IntStream.range(0, 4).forEach(i -> look());
        arrives("one", append());
        Files.delete(key);
        Files.writeString(key, "third-key");
        IntStream.range(0, 4).forEach(i -> look());
        append();

        await().until(() -> receiver.taken.stream().anyMatch(taken -> taken.endsWith(" by third-key")));
        assertThat(gone).singleElement().asString().contains("{{file:" + key + "}} is gone");
        assertThat(firstRun.missing()).isEmpty();
    }

    private String appended() {
        try {
            return append();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void two_files_that_need_each_other_start_together() throws Exception {
        supervisor.start();
        write("one", sharing("one", "two"));
        write("two", sharing("two", "one"));

        look();

        assertThat(supervisor.refused()).isZero();
        String both = append();
        arrives("one", both);
        arrives("two", both);
    }

    @Test
    void a_route_of_a_file_that_is_gone_takes_nothing_from_a_new_file() throws Exception {
        write("two", sharing("two", "two"));
        supervisor.start();
        remove("two");
        look();

        write("one", sink("one").replace("mock:before", "direct:two"));
        look();

        assertThat(supervisor.refused()).isOne();
        assertThat(routes()).isEmpty();
    }

    @Test
    void a_file_that_breaks_changes_nothing_until_it_is_mended() throws Exception {
        write("one", sink("one"));
        supervisor.start();

        write("one", sink("one").replace("- to:", "- tow:"));
        look();
        arrives("one", append());
        int refused = supervisor.refused();
        write("one", "");
        look();
        arrives("one", append());
        write("one", sink("one").replace("mock:before", "mock:after"));
        look();

        arrives("one", append());
        assertThat(refused).isOne();
        assertThat(supervisor.refused()).isZero();
        assertThat(context.hasEndpoint("mock:after")).isNotNull();
        assertThat(context.hasEndpoint("mock:before")).isNull();
        await().untilAsserted(() -> assertThat(books("one").delivered()).isEqualTo(3));
    }

    @Test
    void a_file_that_is_still_being_written_is_not_looked_into() throws Exception {
        write("one", sink("one"));
        supervisor.start();

        write("one", sink("one").substring(0, 40));
        supervisor.tick();
        write("one", sink("one"));
        look();

        assertThat(supervisor.refused()).isZero();
        assertThat(routes()).containsExactly("one");
    }

    @Test
    void a_subscription_can_move_to_another_file_in_one_go_and_keeps_its_place() throws Exception {
        write("a", sink("x") + sink("y"));
        write("b", sink("z"));
        supervisor.start();
        String first = append();
        List.of("x", "y", "z").forEach(name -> arrives(name, first));

        write("a", sink("y"));
        write("b", sink("x") + sink("z"));
        String meanwhile = append();
        look();
        String after = append();

        List.of("x", "y", "z").forEach(name -> arrives(name, meanwhile));
        List.of("x", "y", "z").forEach(name -> arrives(name, after));
        assertThat(receiver.taken).doesNotHaveDuplicates().hasSize(9);
        assertThat(supervisor.refused()).isZero();
    }

    @Test
    void a_renamed_file_is_the_same_sink() throws Exception {
        write("old", sink("x"));
        supervisor.start();
        arrives("x", append());

        Files.move(files.resolve("old.camel.yaml"), files.resolve("new.camel.yaml"));
        look();
        arrives("x", append());

        assertThat(books("x").state()).isEqualTo("up");
        assertThat(receiver.taken).doesNotHaveDuplicates().hasSize(2);
    }

    @Test
    void a_file_that_wants_anothers_names_waits_until_they_are_free() throws Exception {
        write("b", sink("x"));
        supervisor.start();
        write("a", sink("x"));
        look();
        int refused = supervisor.refused();

        remove("b");
        look();
        arrives("x", append());

        assertThat(refused).isOne();
        assertThat(supervisor.refused()).isZero();
        assertThat(supervisor.subscriptions()).containsExactly("x");
    }

    @Test
    void a_folder_that_cannot_be_read_ends_no_sink_and_an_emptied_one_ends_all() throws Exception {
        write("one", sink("one"));
        supervisor.start();
        Path away = folder.resolve("away");

        Files.move(files, away);
        look();
        List<String> unreadable = routes();
        Files.createDirectories(files);
        look();
        List<String> anotherAndEmpty = routes();
        Files.delete(files);
        Files.move(away, files);
        look();
        List<String> back = routes();
        remove("one");
        look();

        assertThat(List.of(unreadable, anotherAndEmpty, back)).allMatch(List.of("one")::equals);
        assertThat(routes()).isEmpty();
        assertThat(books("one").state()).isEqualTo("gone");
    }

    @Test
    void a_config_map_that_swaps_its_links_is_noticed() throws Exception {
        Path first = Files.createDirectories(files.resolve("..1"));
        Path second = Files.createDirectories(files.resolve("..2"));
        Files.writeString(first.resolve("one.camel.yaml"), sink("one"));
        Files.writeString(second.resolve("one.camel.yaml"), sink("two"));
        Files.setLastModifiedTime(
                second.resolve("one.camel.yaml"), Files.getLastModifiedTime(first.resolve("one.camel.yaml")));
        Path data = Files.createSymbolicLink(files.resolve("..data"), Path.of("..1"));
        Files.createSymbolicLink(files.resolve("one.camel.yaml"), Path.of("..data", "one.camel.yaml"));
        supervisor.start();

        Files.delete(data);
        look();
        List<String> leadingNowhere = routes();
        Files.createSymbolicLink(data, Path.of("..2"));
        look();

        assertThat(leadingNowhere).containsExactly("one");
        assertThat(routes()).containsExactly("two");
    }

    @Test
    void a_removed_file_pins_nothing_at_once_ends_what_it_sends_and_stalls_nobody_meanwhile() throws Exception {
        write("one", sink("one"));
        write(
                "two",
                sink("two")
                        .replace(
                                "to: { uri: \"mock:before\" }",
                                "toD: { uri: \"mock:${header.CamelCloudEventRunuid}\" }"));
        supervisor.start();
        receiver.gate = new CountDownLatch(1);
        String uid = append();
        arrives("two", uid);
        await().until(() -> context.getInflightRepository().size() > 0);

        remove("one");
        supervisor.tick();
        Thread removal = new Thread(supervisor::tick);
        removal.start();
        await().until(() -> journal.holds().isEmpty());
        arrives("two", append());
        boolean waits = removal.isAlive();
        receiver.gate.countDown();
        removal.join();

        assertThat(waits).isTrue();
        arrives("one", uid);
        assertThat(books("one").delivered()).isOne();
        assertThat(routes()).containsExactly("two");
    }

    @Test
    void found_at_start_without_a_file_it_pins_nothing_but_one_that_is_refused_is_waited_for() throws Exception {
        write("one", sink("one"));
        write("two", sink("two"));
        write("three", sink("three"));
        supervisor.start();
        arrives("one", append());
        context.stop();
        journal.close();
        remove("one");
        write("two", sink("two").replace("steps:", "steps"));
        remove("three");

        start();
        supervisor.start();
        String atOnce = books("one").state();
        look();

        assertThat(atOnce).isEqualTo("idle");
        assertThat(books("one").state()).isEqualTo("gone");
        assertThat(books("two").state()).isEqualTo("idle");
        assertThat(books("three").state()).isEqualTo("gone");
    }

    /** Ends everything as a stop does, does something to the folder, and starts again. */
    private void restart(Change change) throws Exception {
        supervisor.close();
        context.stop();
        journal.close();
        change.make();
        start();
        supervisor.start();
        look();
    }

    private interface Change {
        void make() throws IOException;
    }

    @ParameterizedTest
    @ValueSource(strings = {"no folder", "unmounted", "not the folder", "unreadable file", "placeholder", "no name"})
    void a_file_that_is_missed_at_a_start_but_not_certainly_gone_keeps_what_its_subscription_needs(String how)
            throws Exception {
        write("one", sink("one"));
        write("two", sink("two"));
        supervisor.start();
        look();
        arrives("one", append());
        Path away = folder.resolve("away");

        restart(() -> {
            switch (how) {
                case "no folder" -> Files.move(files, away);
                case "unmounted" -> {
                    Files.move(files, away);
                    Files.createDirectories(files);
                }
                case "not the folder" -> files = Files.createDirectories(folder.resolve("wrong"));
                case "unreadable file" -> {
                    remove("one");
                    Files.write(files.resolve("two.camel.yaml"), new byte[] {(byte) 0xC3, '('});
                }
                case "placeholder" -> {
                    remove("one");
                    write("two", sink("two").replace("subscription: two", "subscription: \"{{none}}\""));
                }
                default -> {
                    remove("one");
                    write("two", sink("two").replace("subscription: two", "subscripton: two"));
                }
            }
        });

        assertThat(journal.waitedFor()).containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void the_last_file_removed_from_the_folder_while_nothing_ran_is_gone() throws Exception {
        write("one", sink("one"));
        supervisor.start();
        look();
        arrives("one", append());

        restart(() -> remove("one"));

        assertThat(journal.waitedFor()).isEmpty();
    }

    @Test
    void a_file_that_is_off_keeps_what_its_subscription_needs_until_that_is_given_up() throws Exception {
        String conditional =
                sink("one").replace("from:", "precondition: \"${properties:courier.http.url:} != ''\"\n    from:");
        httpUrl = "http://127.0.0.1:1/";
        restart(() -> write("one", conditional));
        arrives("one", append());
        List<Set<String>> waitedFor = new ArrayList<>();

        httpUrl = "";
        restart(() -> {});
        waitedFor.add(journal.waitedFor());
        givenUp = Set.of("one");
        restart(() -> {});
        waitedFor.add(journal.waitedFor());

        assertThat(waitedFor).containsExactly(Set.of("one", "http"), Set.of("http"));
    }

    @Test
    void a_file_that_is_away_for_one_look_in_a_folder_without_rest_is_not_gone() throws Exception {
        write("one", sink("one"));
        supervisor.start();
        look();

        for (int i = 0; i < 10; i++) {
            write("two", sink("two") + "# " + i);
            supervisor.tick();
        }
        remove("one");
        supervisor.tick();
        write("one", sink("one"));
        look();

        assertThat(journal.waitedFor()).contains("one");
        assertThat(books("one").state()).isEqualTo("up");
    }

    @Test
    void two_hundred_changes_leave_nothing_behind_and_lose_and_repeat_nothing() throws Exception {
        String http = sink("one")
                .replace(
                        "- to: { uri: \"mock:before\" }",
                        "- to: { uri: \"kamelet:cloudevents-http-sink\", parameters: { url:"
                                + " \"http://127.0.0.1:1/VERSION\" } }");
        String filtered = http.replace(
                "- to: { uri: \"kamelet:",
                "- filter:\n"
                        + "            expression: { constant: \"false\" }\n"
                        + "            steps:\n"
                        + "              - to: { uri: \"kamelet:");
        write("one", filtered.replace("VERSION", "0"));
        write("two", sink("two"));
        supervisor.start();
        arrives("two", append());
        change(filtered, IntStream.range(1, 20));
        Leftovers before = leftovers();
        List<String> threadsBefore = threads();
        ScheduledExecutorService load = Executors.newSingleThreadScheduledExecutor();
        Future<?> appending = load.scheduleWithFixedDelay(
                () -> {
                    try {
                        append();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                0,
                5,
                TimeUnit.MILLISECONDS);

        change(filtered, IntStream.range(20, 220));
        assertThat(appending).isNotDone();
        load.shutdown();
        assertThat(load.awaitTermination(10, TimeUnit.SECONDS)).isTrue();

        assertThat(leftovers()).isEqualTo(before);
        await().untilAsserted(() -> assertThat(threads()).isSubsetOf(threadsBefore));
        assertThat(http).hasSizeGreaterThan(100);
        assertThat(openClients()).hasSize(1);
        await().until(() -> books("one").pending() == 0 && books("two").pending() == 0);
        for (String name : List.of("one", "two")) {
            List<String> taken =
                    receiver.taken.stream().filter(t -> t.startsWith(name)).toList();
            assertThat(taken).doesNotHaveDuplicates().hasSize(appended);
            assertThat(books(name).delivered() + books(name).filtered()).isEqualTo(appended);
            assertThat(books(name).balanced()).isTrue();
        }
    }

    private void change(String content, IntStream versions) throws IOException {
        for (int version : versions.toArray()) {
            write("one", version % 3 == 0 ? "- nonsense" : content.replace("VERSION", String.valueOf(version)));
            look();
        }
    }

    private record Leftovers(int routes, int definitions, int endpoints, int services) {}

    private Leftovers leftovers() {
        Model model = context.getCamelContextExtension().getContextPlugin(Model.class);
        return new Leftovers(
                context.getRoutesSize(),
                model.getRouteDefinitions().size(),
                context.getEndpoints().size(),
                context.getCamelContextExtension().getServices().size());
    }

    /** Each with how many of its like there are, {@code "player-# 3"}; what other tests left may end meanwhile. */
    private static List<String> threads() {
        Map<String, Integer> like = new TreeMap<>();
        List<String> all = new ArrayList<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            String name = thread.getName().replaceAll("[0-9]+", "#");
            if (!name.matches("delivery-.*|Thread-.*|.*ShutdownTask|process reaper.*|ForkJoinPool.*|awaitility.*")) {
                all.add(name + " " + like.merge(name, 1, Integer::sum));
            }
        }
        return all;
    }

    /** Each has a pool of connections of its own. */
    private List<Endpoint> openClients() {
        return http.stream()
                .filter(endpoint -> !((StatefulService) endpoint).isStopped())
                .toList();
    }
}
