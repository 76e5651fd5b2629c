package io.github.tektoncourier.routes.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.journal.Books;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EndedTenantsTest {

    private final List<Books> books = new ArrayList<>();

    @Test
    void a_namespace_that_ended_more_than_twenty_subscriptions_loses_their_books_and_no_others() {
        ended("team-a/", 21);
        ended("team-b/", 20);
        ended("operators-", 30);
        books.add(books("team-a/runs", "up"));

        Set<String> surplus = EndedTenants.surplus(books);

        assertThat(surplus)
                .hasSize(21)
                .allMatch(name -> name.startsWith("team-a/"))
                .doesNotContain("team-a/runs");
    }

    private void ended(String start, int count) {
        for (int i = 0; i < count; i++) {
            books.add(books(start + i, "gone"));
        }
    }

    private static Books books(String name, String state) {
        return new Books(name, state, 1, 1, 0, 0, 0, 0, 0, null, "", null);
    }
}
