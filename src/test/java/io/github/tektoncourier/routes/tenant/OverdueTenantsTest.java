package io.github.tektoncourier.routes.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OverdueTenantsTest {

    private static final Set<String> RUNNING = Set.of("team-a/builds", "team-b/builds", "audit");

    private final FakeClock clock = new FakeClock();
    private final List<Books> books = new ArrayList<>();
    private final OverdueTenants late = new OverdueTenants(() -> books, clock, Duration.ofDays(2));

    @Test
    void an_event_that_waits_longer_than_a_tenants_may_makes_its_subscription_late_once() {
        Instant start = clock.instant();
        waits("team-a/builds", start);
        waits("team-b/builds", null);
        waits("audit", start);
        late.among(RUNNING);
        clock.advance(Duration.ofDays(2));
        Set<String> before = late.among(RUNNING);
        clock.advance(Duration.ofSeconds(1));

        Set<String> after = late.among(RUNNING);
        Set<String> again = late.among(RUNNING);

        assertThat(before).isEmpty();
        assertThat(after).containsExactly("team-a/builds");
        assertThat(again).as("a subscription that begins anew").isEmpty();
    }

    @Test
    void what_waited_while_the_courier_was_away_has_an_hour_to_be_delivered() {
        waits("team-a/builds", clock.instant().minus(Duration.ofDays(9)));
        Set<String> atStart = late.among(RUNNING);
        clock.advance(Duration.ofHours(1));
        Set<String> withinAnHour = late.among(RUNNING);
        clock.advance(Duration.ofSeconds(1));

        Set<String> then = late.among(RUNNING);

        assertThat(atStart).isEmpty();
        assertThat(withinAnHour).isEmpty();
        assertThat(then).containsExactly("team-a/builds");
    }

    @Test
    void a_file_that_does_not_run_loses_nothing() {
        waits("team-a/builds", clock.instant());
        late.among(RUNNING);
        late.among(Set.of());
        clock.advance(Duration.ofDays(9));

        assertThat(late.among(Set.of())).isEmpty();
        assertThat(late.among(RUNNING)).as("an hour from its start").isEmpty();
    }

    private void waits(String name, @Nullable Instant since) {
        books.add(new Books(name, "down", 1, 0, 0, 1, 0, 0, 0, since, "", null));
    }
}
