package io.github.tektoncourier.kamelet.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.tektoncourier.demo.receivers.SlackLookalike;
import io.github.tektoncourier.demo.receivers.SlackWorkspace.Message;
import io.github.tektoncourier.journal.Batches;
import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.Journal;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.engine.JournalFactory;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.RunReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The Slack Kamelet behind a real journal, over real HTTP. */
@Timeout(90)
class LivingSlackIT {

    private final SlackLookalike slack = SlackLookalike.start(0);

    @TempDir
    Path directory;

    private Journal journal;
    private CamelContext context;

    @BeforeEach
    void start() throws Exception {
        journal = JournalFactory.open(JournalSettings.in(directory), Clock.systemUTC());
        context = new DefaultCamelContext();
        Properties properties = new Properties();
        properties.setProperty("camel.component.kamelet.location", "classpath:kamelets");
        context.getPropertiesComponent().setInitialProperties(properties);
        context.getRegistry().bind("journal", Journal.class, journal);
        context.start();
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(ResourceHelper.fromString(
                        "chat.camel.yaml",
                        """
                        - route:
                            from:
                              uri: kamelet:tekton-events-source
                              parameters: { subscription: chat, startFrom: earliest }
                              steps:
                                - to:
                                    uri: kamelet:tekton-slack-sink
                                    parameters: { token: "xoxb-demo", channel: "#ci", apiUrl: "%s", pace: 10ms, digestAfter: 3 }
                        """
                                .formatted(slack.apiUrl())));
    }

    @AfterEach
    void stop() {
        context.stop();
        journal.close();
        slack.close();
    }

    @Test
    void a_run_is_one_message_over_a_restart_and_all_its_events_are_delivered() throws Exception {
        append(run("t1", "Unknown", "Running"), "started");
        delivered(1);

        context.stop();
        journal.close();
        start();
        append(run("t1", "Unknown", "Running"), "running");
        append(run("t1", "False", "Failed"), "failed");
        delivered(3);

        Message message = only();
        assertThat(message.body().path("text").asText()).contains("❌ ci/t1 failed");
        assertThat(message.edits()).hasSize(1);
        assertThat(slack.workspace().replies(message)).hasSize(1);
    }

    @Test
    void a_refusal_is_tried_again_by_the_subscription_and_makes_no_second_message() throws Exception {
        slack.workspace().refuse("fatal_error", "ratelimited", "internal_error");

        append(run("t1", "True", "Succeeded"), "successful");
        delivered(1);

        assertThat(slack.received().size()).isGreaterThan(3);
        assertThat(only().body().path("text").asText()).contains("succeeded");
    }

    /** As decision 5 has it: a token that is refused is the sink's trouble, and uses up no time of an event. */
    @Test
    void a_refused_token_is_told_as_the_sinks_answer() throws Exception {
        slack.workspace().refuse("invalid_auth");

        append(run("t1", "True", "Succeeded"), "successful");
        delivered(1);

        assertThat(journal.books().get(0).lastError())
                .contains("invalid_auth")
                .doesNotContain("the route itself failed");
    }

    @Test
    void many_failures_at_once_are_one_digest_and_each_event_is_delivered() throws Exception {
        for (int i = 0; i < 60; i++) {
            append(run("t" + i, "False", "Failed"), "failed");
        }
        delivered(60);

        List<Message> messages = slack.workspace().messages("#ci");
        assertThat(messages).hasSize(4);
        assertThat(messages).anyMatch(message -> message.body().toString().contains("❌ 57 failed"));
    }

    private Message only() {
        assertThat(slack.workspace().messages("#ci")).hasSize(1);
        return slack.workspace().messages("#ci").get(0);
    }

    private void append(Run run, String moment) throws Exception {
        journal.append(Batches.batch(run, Change.Type.MODIFIED, moment)).get(10, TimeUnit.SECONDS);
    }

    private void delivered(long events) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            Books books = journal.books().get(0);
            assertThat(books.delivered()).isEqualTo(events);
        });
    }

    private static Run run(String uid, String status, String reason) {
        byte[] json =
                """
                {"apiVersion":"tekton.dev/v1","kind":"TaskRun","metadata":{"name":"%s","namespace":"ci","uid":"%s","resourceVersion":"1"},
                 "status":{"startTime":"2026-11-30T10:00:00Z",
                 "conditions":[{"type":"Succeeded","status":"%s","reason":"%s","message":"broken","lastTransitionTime":"2026-11-30T10:01:00Z"}]}}"""
                        .formatted(uid, uid, status, reason)
                        .getBytes(StandardCharsets.UTF_8);
        return RunReader.read(RunKind.TASK_RUN, json, 0, json.length);
    }
}
