package io.github.tektoncourier.routes.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.journal.Hold;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrowdingTenantsTest {

    private static final long MAX = 100;
    private static final Set<String> RUNNING = Set.of("team-a/builds", "team-b/builds", "audit");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            emptyValue = "",
            value = {
                "team-a/builds=51                   | team-a/builds",
                "team-a/builds=50                   | ''",
                "team-a/builds=60 team-b/builds=70  | team-a/builds team-b/builds",
                "team-a/builds=60 audit=20          | team-a/builds",
                "team-a/builds=60 audit=60          | ''",
                "team-a/builds=69 audit=60          | ''",
                "team-a/builds=70 audit=60          | team-a/builds",
                "team-a/builds=80 audit=60          | team-a/builds",
                "audit=90                           | ''",
                "team-c/ended=90                    | ''"
            })
    void a_tenants_subscription_that_keeps_over_half_is_found_where_letting_go_frees_room(
            String holds, String expected) {
        List<Hold> all = Arrays.stream(holds.split(" ", -1))
                .map(one -> one.split("=", -1))
                .map(one -> new Hold(one[0], 1, Long.parseLong(one[1]), 0, null))
                .toList();

        Set<String> found = CrowdingTenants.among(RUNNING, all, MAX);

        assertThat(String.join(" ", found)).isEqualTo(expected);
    }
}
