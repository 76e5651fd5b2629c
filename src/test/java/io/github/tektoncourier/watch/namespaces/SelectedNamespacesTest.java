package io.github.tektoncourier.watch.namespaces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SelectedNamespacesTest {
    private static final Instant CREATED = Instant.parse("2026-11-30T12:00:00Z");

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<String> done = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        timer.shutdownNow();
    }

    private SelectedNamespaces atMost(int most, Duration grace) {
        SelectedNamespaces.Watches watches = new SelectedNamespaces.Watches() {
            @Override
            public void everywhere(String scope) {
                done.add("everywhere " + scope);
            }

            @Override
            public void begin(String namespace, Instant created, boolean atStart) {
                done.add("begin " + namespace);
            }

            @Override
            public void end(String namespace) {
                done.add("end " + namespace);
            }
        };
        return new SelectedNamespaces(NamespaceSelection.of("", "env=prod"), watches, timer, grace, most);
    }

    private static Map<String, Instant> present(String... names) {
        return List.of(names).stream().collect(java.util.stream.Collectors.toMap(name -> name, name -> CREATED));
    }

    @Test
    void beyond_the_most_namespaces_are_refused_by_name_until_a_place_is_free() throws Exception {
        SelectedNamespaces namespaces = atMost(2, Duration.ZERO);

        namespaces.are(present("a", "b", "c", "d"));

        assertThat(done).hasSize(2);
        assertThat(namespaces.refused()).contains("4 namespaces are selected", "at most 2", "Not watched: c, d.");
        namespaces.change("a", false, CREATED);
        await().until(() -> done.equals(List.of("begin a", "begin b", "end a", "begin c")));
        assertThat(namespaces.refused()).contains("Not watched: d.");
        namespaces.change("d", false, CREATED);
        assertThat(namespaces.refused()).isEmpty();
    }

    @Test
    void one_that_comes_back_within_the_grace_is_watched_on() throws Exception {
        SelectedNamespaces namespaces = atMost(2, Duration.ofHours(1));
        namespaces.are(present("a"));

        namespaces.change("a", false, CREATED);
        namespaces.change("a", true, CREATED);
        namespaces.are(present());
        namespaces.are(present("a"));

        assertThat(done).containsExactly("begin a");
    }

    @Test
    void one_that_a_list_lacks_is_let_go() throws Exception {
        SelectedNamespaces namespaces = atMost(2, Duration.ZERO);
        namespaces.are(present("a", "b"));

        namespaces.are(present("b"));

        await().until(() -> done.contains("end a"));
        assertThat(done).doesNotContain("end b");
    }
}
