package io.github.tektoncourier.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.journal.Verdicts;
import io.github.tektoncourier.sink.SlackErrors;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

/** What docs/sinks.md says of answers is what the subscription does. */
class AnswersTest {

    private static final String DEAD = "dead at once";
    private static final String TRIMMED = "trimmed and sent again at once, step by step; dead when that does not help";
    private static final Pattern CODE = Pattern.compile("\\b[3-5]\\d\\d\\b");
    private static final Pattern WORD = Pattern.compile("`([a-z_]+)`");
    private static final List<List<String>> ROWS =
            Document.rows(Document.read("docs/sinks.md").section("What is tried again"));

    @Test
    void the_statuses_that_are_named_dead_are_dead_and_no_other() {
        assertThat(IntStream.range(300, 600).filter(Verdicts::deadAtOnce).boxed())
                .containsExactlyInAnyOrderElementsOf(statuses(DEAD));
    }

    @Test
    void the_statuses_that_are_named_trimmed_are_trimmed_and_no_other() {
        assertThat(statuses(TRIMMED)).isNotEmpty();
        assertThat(IntStream.range(300, 600).filter(Verdicts::trimmed).boxed())
                .containsExactlyInAnyOrderElementsOf(statuses(TRIMMED));
    }

    private static List<Integer> statuses(String meaning) {
        return ROWS.stream()
                .filter(row -> row.get(1).equals(meaning))
                .flatMap(row -> CODE.matcher(row.get(0)).results())
                .map(match -> Integer.valueOf(match.group()))
                .toList();
    }

    @Test
    void slacks_errors_are_told_as_they_are_taken() {
        for (List<String> row : ROWS) {
            if (row.get(0).startsWith("Slack")) {
                boolean dead = row.get(1).startsWith(DEAD);
                assertThat(words(row.get(0))).isNotEmpty().allSatisfy(error -> assertThat(
                                Verdicts.deadAtOnce(SlackErrors.named(error)))
                        .as(error)
                        .isEqualTo(dead));
            }
        }
    }

    @Test
    void a_receiver_that_cannot_be_reached_is_tried_again() {
        List<Exception> failures = List.of(
                new ConnectException(), new UnknownHostException(), new IOException(), new IllegalStateException());

        assertThat(failures).noneMatch(Verdicts::deadAtOnce);
    }

    @Test
    void kafkas_errors_are_told_as_they_are_taken() {
        assertThat(Arrays.asList(new NotEnoughReplicasException(""), new TopicAuthorizationException("")))
                .noneMatch(Verdicts::deadAtOnce);
        assertThat(new SerializationException()).matches(Verdicts::deadAtOnce);
        assertThat(new RecordTooLargeException()).matches(Verdicts::trimmed);
        assertThat(ROWS).contains(List.of("Kafka: record too large", TRIMMED, ""));
    }

    private static List<String> words(String cell) {
        return WORD.matcher(cell).results().map(match -> match.group(1)).toList();
    }
}
