package io.github.tektoncourier.kamelet.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.tektoncourier.demo.receivers.SlackWorkspace.Message;
import io.github.tektoncourier.journal.tail.LogTail;
import io.github.tektoncourier.journal.tail.LogTails;
import io.github.tektoncourier.run.Run;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One message for a run, whatever happens between its first event and its last. */
class LivingMessageTest {

    private final LivingWorld world = new LivingWorld();

    @Test
    void a_run_is_one_message_that_is_edited_and_its_details_are_a_reply() throws Exception {
        world.know(pipelineRun("p1", "Unknown", "Running"));
        world.deliver(world.event("p1", "started"));
        world.know(taskRun("t1", "p1", "unit", "Unknown", "Running"));
        world.deliver(world.event("t1", "started"));
        world.know(taskRun("t1", "p1", "unit", "False", "Failed"));
        world.know(pipelineRun("p1", "False", "Failed"));
        world.deliver(world.event("t1", "failed"));
        world.deliver(world.event("p1", "failed"));

        Message message = only();
        assertThat(world.calls).containsExactly("chat.postMessage", "chat.update", "chat.update", "chat.postMessage");
        assertThat(message.body().at("/blocks/0/text/text").asText()).contains("❌ p1-run failed after");
        assertThat(world.slack.replies(message)).singleElement().satisfies(reply -> assertThat(
                        reply.body().toString())
                .contains("exit code 1", "tkn pipelinerun logs p1-run -n ci"));
    }

    @Test
    void an_event_whose_state_is_shown_already_sends_nothing_and_is_delivered() throws Exception {
        world.know(pipelineRun("p1", "True", "Succeeded"));
        SlackStory started = world.event("p1", "started");
        world.deliver(started);

        world.deliver(world.event("p1", "successful"));

        assertThat(world.calls).containsExactly("chat.postMessage");
        assertThat(world.alreadyThere).isEqualTo(1);
        assertThat(only().body().path("text").asText()).contains("succeeded");
    }

    /** An owner's UID is what a run's author writes. */
    @Test
    void a_run_that_claims_an_owner_in_another_namespace_is_told_without_it() throws Exception {
        world.know(pipelineRun("p1", "False", "Failed").replace("\"ci\"", "\"payments\""));
        world.know(taskRun("t1", "p1", "unit", "False", "Failed"));

        world.deliver(world.event("t1", "failed"));

        assertThat(only().body().toString()).contains("t1-run").doesNotContain("p1-run", "payments");
    }

    @Test
    void a_run_that_claims_an_owner_in_another_namespace_leaves_the_owners_message_alone() throws Exception {
        world.know(pipelineRun("p1", "False", "Failed").replace("\"ci\"", "\"payments\""));
        world.deliver(world.event("p1", "failed"));
        world.know(taskRun("t1", "p1", "unit", "True", "Succeeded"));

        world.deliver(world.event("t1", "successful"));

        List<Message> messages = world.slack.messages("#ci");
        assertThat(messages).hasSize(2);
        assertThat(messages.get(0).body().toString()).contains("p1-run failed").doesNotContain("t1-run");
        assertThat(messages.get(0).edits()).isEmpty();
    }

    /** Dead letters that are retried and replays are outside of the order: several events of a run go at once. */
    @Test
    void two_events_of_a_run_at_once_are_one_message() throws Exception {
        world.know(pipelineRun("p1", "True", "Succeeded"));
        SlackTalk first = world.talk(world.event("p1", "started"));
        SlackRequest request = first.begin();
        ExecutorService lane = Executors.newSingleThreadExecutor();
        Future<?> second = lane.submit(() -> {
            world.deliver(world.event("p1", "successful"));
            return null;
        });
        await().until(() -> second.isDone() || world.pauses.get() > 0);

        SlackRequest next = first.answered(world.call(Objects.requireNonNull(request)));
        first.ended();
        Object unused = second.get(30, TimeUnit.SECONDS);
        lane.shutdown();

        assertThat(next).isNull();
        assertThat(only().body().path("text").asText()).contains("succeeded");
        assertThat(world.calls).containsExactly("chat.postMessage");
    }

    @Test
    void a_channel_that_is_made_anew_under_its_name_gets_the_next_runs() throws Exception {
        world.know(pipelineRun("p1", "True", "Succeeded"));
        world.deliver(world.event("p1", "successful"));
        world.slack.addChannel("#ci", "C0NEW00");

        world.know(pipelineRun("p2", "False", "Failed"));
        world.deliver(world.event("p2", "failed"));

        Message message = world.slack.messages("C0NEW00").get(0);
        assertThat(message.body().path("text").asText()).contains("p2-run failed");
        assertThat(world.slack.replies(message)).hasSize(1);
    }

    @Test
    void a_message_that_may_be_in_a_channel_that_is_gone_is_posted_in_the_one_of_its_name() throws Exception {
        world.know(pipelineRun("p1", "True", "Succeeded"));
        world.deliver(world.event("p1", "successful"));
        world.know(pipelineRun("p2", "Unknown", "Running"));
        world.steps = 3; // decided, about to post, on its way, posted
        assertThat(delivered(world.event("p2", "started"))).isFalse();

        world.restart();
        world.slack.addChannel("#ci", "C0NEW00");
        world.deliver(world.event("p2", "started"));

        assertThat(world.slack.messages("C0NEW00")).hasSize(1);
    }

    /** Slack lists channels twenty times in a minute or so. */
    @Test
    void a_channel_is_found_among_two_thousand_in_twenty_pages() throws Exception {
        for (int i = 0; i < 1_990; i++) {
            world.slack.addChannel("#other" + i, "C0OTHER" + i);
        }
        world.slack.addChannel("#late", "C0LATE0");
        world.channel = "#late";
        world.know(pipelineRun("p1", "True", "Succeeded"));
        world.steps = 4; // counted, decided, about to post, posted
        assertThat(delivered(world.event("p1", "successful"))).isFalse();
        assertThat(world.slack.messages("#late")).hasSize(1);

        world.restart();
        world.deliver(world.event("p1", "successful"));

        assertThat(only().body().path("text").asText()).contains("succeeded");
        assertThat(world.calls.stream().filter("conversations.list"::equals)).hasSizeLessThanOrEqualTo(20);
    }

    @Test
    void a_courier_that_comes_back_edits_the_same_message() throws Exception {
        world.know(pipelineRun("p1", "Unknown", "Running"));
        world.deliver(world.event("p1", "started"));

        world.restart();
        world.know(pipelineRun("p1", "True", "Succeeded"));
        world.deliver(world.event("p1", "successful"));

        assertThat(only().edits()).hasSize(1);
    }

    /** Killed at each step, and once more at each step behind it: the journal delivers again what was not acknowledged. */
    @Test
    void a_kill_at_any_step_and_another_leave_one_message_with_the_last_state() throws Exception {
        int kills = 0;
        for (int first = 0; first < 15; first++) {
            for (int second = 0; second < 15; second++) {
                kills += killed("k" + first + "-" + second, first, second);
            }
        }

        assertThat(kills).isGreaterThan(300);
        assertThat(world.slack.messages("#ci")).hasSize(15 * 15);
        assertThat(world.slack.messages("#ci").stream()
                        .filter(message -> message.body().path("text").asText().contains("failed")))
                .hasSize(15 * 15)
                .allSatisfy(message -> assertThat(world.slack.replies(message)).hasSize(1));
    }

    private int killed(String uid, int first, int second) throws InterruptedException {
        int kills = 0;
        world.know(pipelineRun(uid, "Unknown", "Running"));
        world.steps = first;
        for (String moment : List.of("started", "running", "failed")) {
            if (moment.equals("failed")) {
                world.know(pipelineRun(uid, "False", "Failed"));
            }
            while (!delivered(world.event(uid, moment))) {
                world.restart();
                world.steps = kills++ == 0 ? second : Integer.MAX_VALUE;
            }
        }
        return kills;
    }

    private boolean delivered(SlackStory event) throws InterruptedException {
        try {
            world.deliver(event);
            return true;
        } catch (LivingWorld.KilledException e) {
            return false;
        }
    }

    @Test
    void random_kills_refusals_and_rate_limits_leave_one_message_for_each_run() throws Exception {
        Random random = new Random(17);
        String[] errors = {"ratelimited", "fatal_error", "internal_error", "token_revoked", "restricted_action"};
        for (int run = 0; run < 200; run++) {
            String uid = "r" + run;
            world.know(pipelineRun(uid, "Unknown", "Running"));
            world.steps = random.nextInt(12);
            if (random.nextInt(3) == 0) {
                world.slack.refuse(errors[random.nextInt(errors.length)], errors[random.nextInt(errors.length)]);
            }
            untilDelivered(world.event(uid, "started"), random);
            world.know(pipelineRun(uid, "False", "Failed"));
            untilDelivered(world.event(uid, "failed"), random);
        }

        assertThat(world.slack.messages("#ci")).hasSize(200);
        assertThat(world.slack.messages("#ci").stream()
                        .filter(message -> world.slack.replies(message).size() == 1))
                .hasSize(200);
    }

    private void untilDelivered(SlackStory event, Random random) throws InterruptedException {
        while (true) {
            try {
                world.deliver(event);
                return;
            } catch (LivingWorld.KilledException e) {
                world.restart();
                world.steps = 3 + random.nextInt(100); // a search in pages takes some
            } catch (SlackRefusedException e) {
                world.clock.advance(Duration.ofSeconds(1));
            }
        }
    }

    /** A channel with much in it: Slack's answer is longer than what is read of one. */
    @ParameterizedTest
    @ValueSource(ints = {700, 3_000, 1_000_000})
    void a_message_is_found_behind_many_others_however_long_the_answer(int longest) throws Exception {
        world.know(pipelineRun("p1", "Unknown", "Running"));
        world.steps = 3; // decided, about to post, on its way, posted
        assertThat(delivered(world.event("p1", "started"))).isFalse();
        for (int i = 0; i < 15 && longest > 700; i++) {
            world.restart();
            world.know(pipelineRun("other" + i, "True", "Succeeded"));
            world.deliver(world.event("other" + i, "successful"));
        }
        int before = world.slack.messages("#ci").size();

        world.restart();
        world.longest = longest;
        world.know(pipelineRun("p1", "True", "Succeeded"));
        world.deliver(world.event("p1", "successful"));

        assertThat(before).isEqualTo(longest > 700 ? 16 : 1);
        assertThat(world.slack.messages("#ci")).hasSize(before);
        assertThat(world.slack.messages("#ci").get(0).body().path("text").asText())
                .contains("p1-run succeeded");
    }

    @Test
    void without_the_right_to_read_a_message_is_rather_posted_twice_than_never() throws Exception {
        world.channel = "C0DEMO0";
        world.slack.historyScope(false);
        world.know(pipelineRun("p1", "False", "Failed"));
        world.steps = 4; // counted, decided, about to post, posted

        untilDelivered(world.event("p1", "failed"), new Random(1));

        assertThat(world.calls).contains("conversations.history");
        assertThat(world.slack.messages("C0DEMO0")).hasSizeBetween(1, 2);
        assertThat(world.slack.messages("C0DEMO0").get(0).body().path("text").asText())
                .contains("failed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"message_not_found", "cant_update_message"})
    void a_message_that_is_gone_is_posted_anew(String error) throws Exception {
        world.know(pipelineRun("p1", "Unknown", "Running"));
        world.deliver(world.event("p1", "started"));
        world.slack.delete(only());
        world.slack.refuse(error);

        world.know(pipelineRun("p1", "True", "Succeeded"));
        world.deliver(world.event("p1", "successful"));

        assertThat(only().body().path("text").asText()).contains("succeeded");
    }

    @Test
    void a_refusal_is_a_failure_of_the_delivery_and_the_next_try_posts_once() throws Exception {
        world.know(pipelineRun("p1", "True", "Succeeded"));
        world.slack.refuse("channel_not_found");

        assertThatThrownBy(() -> world.deliver(world.event("p1", "successful")))
                .isInstanceOf(SlackRefusedException.class)
                .hasMessageContaining("channel_not_found");
        world.deliver(world.event("p1", "successful"));

        assertThat(only().body().path("text").asText()).contains("succeeded");
        assertThat(world.calls).containsExactly("chat.postMessage", "chat.postMessage");
    }

    @Test
    void the_last_lines_of_the_failed_step_stand_in_the_message_and_all_of_them_in_the_thread() throws Exception {
        world.tails = new GivenTails(new LogTail(
                "build",
                IntStream.rangeClosed(1, 20).mapToObj(i -> "line " + i).collect(Collectors.joining("\n")),
                ""));
        world.know(pipelineRun("p1", "False", "Failed"));
        world.know(taskRun("t1", "p1", "unit", "False", "Failed"));

        world.deliver(world.event("p1", "failed"));

        assertThat(only().body().toString())
                .contains("Last lines of step `build`", "line 13\\nline 14", "line 20")
                .doesNotContain("line 12\\n");
        assertThat(world.slack.replies(only()))
                .singleElement()
                .satisfies(reply -> assertThat(reply.body().toString()).contains("line 1\\nline 2", "line 20"));
    }

    @Test
    void a_log_that_could_not_be_read_says_why() throws Exception {
        world.tails = new GivenTails(new LogTail("build", "", "its pod is gone"));
        world.know(taskRun("t1", "", "unit", "False", "Failed").replaceFirst(",\\s*\"ownerReferences\":\\[[^]]*]", ""));

        world.deliver(world.event("t1", "failed"));

        assertThat(only().body().toString()).contains("No log of step `build`: its pod is gone");
    }

    /** Markup, mentions and the end of a code block: anyone who may create a run writes its log. */
    @Test
    void a_log_is_shown_as_it_is_written_and_does_nothing_in_slack() throws Exception {
        world.tails = new GivenTails(
                new LogTail("build", "<!channel> ``` *bold* <https://evil.example|x> &amp;\n" + "<".repeat(390), ""));
        world.know(taskRun("t1", "", "unit", "False", "Failed").replaceFirst(",\\s*\"ownerReferences\":\\[[^]]*]", ""));

        world.deliver(world.event("t1", "failed"));

        assertThat(only().body().toString())
                .contains("&lt;!channel&gt; ˋˋˋ *bold* &lt;https://evil.example|x&gt; &amp;amp;")
                .doesNotContain("<!channel>", "<https://evil");
    }

    @Test
    void a_log_is_waited_for_before_the_channels_turn_and_for_runs_that_failed_alone() throws Exception {
        GivenTails tails = new GivenTails(new LogTail("build", "boom", ""));
        world.tails = tails;
        world.know(pipelineRun("p1", "Unknown", "Running"));
        world.know(taskRun("t1", "p1", "unit", "False", "Failed"));
        world.deliver(world.event("t1", "failed"));
        world.know(pipelineRun("p1", "False", "Failed"));

        world.deliver(world.event("p1", "failed"));

        assertThat(tails.awaited).containsExactly("t1");
    }

    @Test
    void a_message_in_a_channel_that_was_archived_is_posted_anew_where_the_name_leads_now() throws Exception {
        world.know(pipelineRun("p1", "Unknown", "Running"));
        world.deliver(world.event("p1", "started"));
        world.know(pipelineRun("p1", "True", "Succeeded"));
        world.slack.refuse("is_inactive");

        world.deliver(world.event("p1", "successful"));

        assertThat(world.calls).containsExactly("chat.postMessage", "chat.update", "chat.postMessage");
    }

    /** A person may have deleted the message, or the channel takes no threads: the event is told all the same. */
    @ParameterizedTest
    @ValueSource(strings = {"thread_not_found", "restricted_action_non_threadable_channel"})
    void details_that_slack_takes_nowhere_do_not_hold_up_the_event(String error) throws Exception {
        world.know(pipelineRun("p1", "False", "Failed"));
        world.know(taskRun("t1", "p1", "unit", "False", "Failed"));
        SlackTalk talk = world.talk(world.event("p1", "failed"));
        SlackRequest reply = talk.answered(world.call(Objects.requireNonNull(talk.begin())));
        world.slack.refuse(error);

        SlackRequest next = talk.answered(world.call(Objects.requireNonNull(reply)));
        talk.ended();

        assertThat(next).isNull();
        assertThat(only().body().path("text").asText()).contains("failed");
    }

    @Test
    void a_bot_that_left_the_channel_while_it_was_interrupted_posts_and_hears_what_slack_says() throws Exception {
        world.know(pipelineRun("p1", "True", "Succeeded"));
        world.channel = "C0DEMO0";
        world.steps = 3; // counted, decided, about to post
        assertThat(delivered(world.event("p1", "successful"))).isFalse();
        world.restart();
        world.slack.refuse("not_in_channel");

        world.deliver(world.event("p1", "successful"));

        assertThat(world.calls).containsExactly("conversations.history", "chat.postMessage");
    }

    @Test
    void a_replayed_end_is_shown_again() throws Exception {
        world.know(pipelineRun("p1", "True", "Succeeded"));
        world.deliver(world.event("p1", "successful"));
        world.slack.delete(only());
        SlackStory event = world.event("p1", "successful");
        java.util.Map<String, String> attributes = new java.util.HashMap<>(event.attributes());
        attributes.put("replay", "true");

        world.deliver(new SlackStory(attributes, event.run(), null, List.of()));

        assertThat(only().body().path("text").asText()).contains("succeeded");
    }

    @Test
    void a_run_that_was_deleted_before_its_end_says_so_from_then_on() throws Exception {
        world.know(pipelineRun("p1", "Unknown", "Running"));
        world.deliver(world.event("p1", "started"));
        world.deliver(world.event("p1", "deleted"));
        world.know(taskRun("t1", "p1", "unit", "Unknown", "Running"));

        world.deliver(world.event("t1", "deleted"));

        assertThat(only().body().path("text").asText()).contains("was deleted");
    }

    private Message only() {
        assertThat(world.slack.messages(world.channel)).hasSize(1);
        return world.slack.messages(world.channel).get(0);
    }

    static String pipelineRun(String uid, String status, String reason) {
        return """
                {"apiVersion":"tekton.dev/v1","kind":"PipelineRun","metadata":{"name":"%s-run","namespace":"ci","uid":"%s",
                 "labels":{"tekton.dev/pipeline":"build"}},
                 "status":{"startTime":"2026-11-30T10:00:00Z",%s
                 "conditions":[{"type":"Succeeded","status":"%s","reason":"%s","message":"Tasks Completed: 1"}]}}"""
                .formatted(
                        uid,
                        uid,
                        status.equals("Unknown") ? "" : "\"completionTime\":\"2026-11-30T10:01:00Z\",",
                        status,
                        reason);
    }

    static String taskRun(String uid, String owner, String task, String status, String reason) {
        return """
                {"apiVersion":"tekton.dev/v1","kind":"TaskRun","metadata":{"name":"%s-run","namespace":"ci","uid":"%s",
                 "labels":{"tekton.dev/pipelineTask":"%s"},
                 "ownerReferences":[{"kind":"PipelineRun","uid":"%s","controller":true,"name":"x","apiVersion":"tekton.dev/v1"}]},
                 "status":{"startTime":"2026-11-30T10:00:00Z",
                 "steps":[{"name":"go","container":"step-go","terminated":{"exitCode":1,"reason":"Error"}}],
                 "conditions":[{"type":"Succeeded","status":"%s","reason":"%s","message":"broken"}]}}"""
                .formatted(uid, uid, task, owner, status, reason);
    }

    /** The same of each run. */
    private static final class GivenTails implements LogTails {
        private final LogTail tail;
        private final List<String> awaited = new ArrayList<>();

        GivenTails(LogTail tail) {
            this.tail = tail;
        }

        @Override
        public Map<String, LogTail> known(List<Run> runs) {
            Map<String, LogTail> found = new HashMap<>();
            runs.forEach(run -> found.put(run.uid(), tail));
            return found;
        }

        @Override
        public Map<String, LogTail> awaited(List<Run> runs, Waiting waiting) {
            runs.forEach(run -> awaited.add(run.uid()));
            return known(runs);
        }
    }
}
