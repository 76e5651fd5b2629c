package io.github.tektoncourier.kamelet.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.tektoncourier.demo.receivers.SlackWorkspace.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Many runs in one message, and what an end means beside those before. */
class DigestTest {

    private final LivingWorld world = new LivingWorld();

    @Test
    void runs_beyond_the_most_of_a_window_are_one_message_that_counts_and_names_them() throws Exception {
        world.digestAfter = 2;

        for (int i = 0; i < 40; i++) {
            fails("p" + i);
        }

        List<Message> messages = world.slack.messages("#ci");
        assertThat(messages).hasSize(3);
        assertThat(messages.get(2).body().toString())
                .contains("38 runs in a short time", "❌ 38 failed", "ci/p39-run", "… and 23 more");
    }

    @Test
    void a_run_in_a_digest_that_goes_on_is_counted_once_by_its_last_state() throws Exception {
        world.digestAfter = 1;
        fails("p1");
        world.know(LivingMessageTest.pipelineRun("p2", "Unknown", "Running"));
        world.deliver(world.event("p2", "started"));

        fails("p2");

        assertThat(digest()).contains("1 run in a short time", "❌ 1 failed").doesNotContain("running");
    }

    @Test
    void the_next_window_has_messages_of_its_own_again() throws Exception {
        world.digestAfter = 1;
        fails("p1");
        fails("p2");

        world.clock.advance(Duration.ofMinutes(5));
        fails("p3");

        assertThat(world.slack.messages("#ci")).hasSize(3);
        assertThat(world.slack.messages("#ci").get(2).body().path("text").asText())
                .contains("p3-run");
    }

    @Test
    void all_runs_of_a_storm_are_in_the_digest_though_lanes_deliver_at_once() throws Exception {
        world.digestAfter = 3;
        world.pace = Duration.ofMillis(20);
        ExecutorService lanes = Executors.newFixedThreadPool(8);
        List<Future<?>> deliveries = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            String uid = "p" + i;
            deliveries.add(lanes.submit(() -> {
                fails(uid);
                return uid;
            }));
        }

        for (Future<?> delivery : deliveries) {
            Object unused = delivery.get(30, TimeUnit.SECONDS);
        }
        lanes.shutdown();

        assertThat(world.slack.messages("#ci")).hasSize(4);
        assertThat(digest()).contains("❌ 297 failed");
    }

    /** A kill between any two steps: what another delivery was to show is shown by the one that is delivered again. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8})
    void a_kill_at_any_step_loses_no_run_and_posts_one_digest(int steps) throws Exception {
        world.digestAfter = 1;
        fails("p0");
        world.steps = steps;
        for (int i = 1; i < 4; i++) {
            boolean delivered = false;
            while (!delivered) {
                try {
                    fails("p" + i);
                    delivered = true;
                } catch (LivingWorld.KilledException e) {
                    world.restart();
                }
            }
        }

        assertThat(world.slack.messages("#ci")).hasSize(2);
        assertThat(digest()).contains("❌ 3 failed");
    }

    @Test
    void a_digest_that_slack_refuses_is_shown_by_the_next_try() throws Exception {
        world.digestAfter = 1;
        fails("p1");
        world.slack.refuse("ratelimited");

        assertThatThrownBy(() -> fails("p2")).isInstanceOf(SlackRefusedException.class);
        fails("p2");

        assertThat(digest()).contains("❌ 1 failed");
    }

    /** A run goes on in the digest that tells of it, while a later digest waits for its own turn. */
    @Test
    void a_run_of_an_earlier_digest_is_shown_while_a_later_one_waits() throws Exception {
        world.digestAfter = 1;
        fails("p1");
        world.know(LivingMessageTest.pipelineRun("p2", "Unknown", "Running"));
        world.deliver(world.event("p2", "started"));
        world.clock.advance(Duration.ofMinutes(5));
        fails("p3");
        world.know(LivingMessageTest.pipelineRun("p4", "False", "Failed"));
        SlackTalk writes = world.talk(world.event("p4", "failed"));
        SlackRequest request = writes.begin();
        ExecutorService lanes = Executors.newFixedThreadPool(2);

        Future<?> later = entered(lanes, "p5");
        Future<?> earlier = entered(lanes, "p2");
        SlackRequest none = writes.answered(world.call(Objects.requireNonNull(request)));
        writes.ended();
        Object unused = later.get(30, TimeUnit.SECONDS);
        unused = earlier.get(30, TimeUnit.SECONDS);
        lanes.shutdown();

        List<Message> messages = world.slack.messages("#ci");
        assertThat(none).isNull();
        assertThat(messages).hasSize(4);
        assertThat(messages.get(1).body().toString()).contains("❌ 1 failed").doesNotContain("running");
        assertThat(messages.get(3).body().toString()).contains("❌ 2 failed");
    }

    /** Begins a delivery on a lane of its own, and waits until its run stands in its digest. */
    private Future<?> entered(ExecutorService lanes, String uid) {
        Future<?> delivery = lanes.submit(() -> {
            fails(uid);
            return uid;
        });
        await().until(() -> world.state.entrySet().stream()
                .anyMatch(note -> note.getKey().startsWith("run/")
                        && note.getKey().contains("/" + uid + "/")
                        && note.getValue().contains("\"state\":\"failed\"")));
        return delivery;
    }

    @Test
    void quiet_hours_have_one_message_however_many_runs() throws Exception {
        world.digestAfter = 20;
        world.quiet = QuietHours.parse("00:00-23:59").orElseThrow();

        fails("p1");
        fails("p2");
        fails("p3");

        assertThat(world.slack.messages("#ci")).hasSize(1);
        assertThat(digest()).contains("🌙 3 runs in quiet hours");
    }

    @ParameterizedTest
    @CsvSource({
        "22:00-07:00, 2026-11-30T21:59:00Z, ",
        "22:00-07:00, 2026-11-30T22:00:00Z, 2026-11-30T22:00:00Z",
        "22:00-07:00, 2026-12-01T06:59:00Z, 2026-11-30T22:00:00Z",
        "22:00-07:00, 2026-12-01T07:00:00Z, ",
        "22:00-07:00 Europe/Berlin, 2026-11-30T21:00:00Z, 2026-11-30T21:00:00Z",
        "12:00-13:00, 2026-11-30T12:30:00Z, 2026-11-30T12:00:00Z",
        "12:00-13:00, 2026-11-30T11:30:00Z, "
    })
    void quiet_hours_are_those_of_their_zone(String hours, Instant now, Instant since) {
        assertThat(QuietHours.parse(hours).orElseThrow().since(now).orElse(null))
                .isEqualTo(since);
    }

    @ParameterizedTest
    @ValueSource(strings = {"22-7", "25:00-07:00", "22:00-07:00 Nowhere/City", "22:00-22:00", "always"})
    void what_are_no_hours_is_refused(String hours) {
        assertThatThrownBy(() -> QuietHours.parse(hours))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("22:00-07:00")
                .hasMessageContaining("Europe/Berlin");
    }

    @Test
    void a_pipeline_that_fails_again_and_works_again_says_so_once_for_each_run() throws Exception {
        fails("p1");
        fails("p2");
        fails("p2");
        fails("p3");
        world.know(LivingMessageTest.pipelineRun("p4", "True", "Succeeded")
                .replace("2026-11-30T10:01:00Z", "2026-12-02T11:01:00Z"));
        world.deliver(world.event("p4", "successful"));
        world.know(LivingMessageTest.pipelineRun("p5", "True", "Succeeded"));
        world.deliver(world.event("p5", "successful"));

        assertThat(world.slack.messages("#ci"))
                .extracting(message -> message.body().path("text").asText().replaceFirst(".* after 1m 0s", ""))
                .satisfiesExactly(
                        first -> assertThat(first).isEmpty(),
                        second -> assertThat(second).isEqualTo(", fails the second time in a row"),
                        third -> assertThat(third).isEqualTo(", fails the third time in a row"),
                        fourth -> assertThat(fourth).endsWith("works again after 2 days and 3 failures"),
                        fifth -> assertThat(fifth).isEmpty());
    }

    private void fails(String uid) throws InterruptedException {
        world.know(LivingMessageTest.pipelineRun(uid, "False", "Failed"));
        world.deliver(world.event(uid, "failed"));
    }

    private String digest() {
        List<Message> messages = world.slack.messages("#ci");
        return messages.stream()
                .map(message -> message.body().toString())
                .filter(text -> text.contains("📚") || text.contains("🌙"))
                .findFirst()
                .orElse("");
    }
}
