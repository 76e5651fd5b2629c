package io.github.tektoncourier.kamelet.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.tektoncourier.cloudevent.format.RunLink;
import io.github.tektoncourier.demo.receivers.SlackWorkspace;
import io.github.tektoncourier.journal.FakeClock;
import io.github.tektoncourier.journal.SinkDelivery;
import io.github.tektoncourier.journal.SinkState;
import io.github.tektoncourier.journal.tail.LogTails;
import io.github.tektoncourier.kamelet.EventData;
import io.github.tektoncourier.run.FakeKnown;
import io.github.tektoncourier.run.Run;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Slack, a journal's state and the runs that it knows, in memory: events are delivered to them, in any courier's life. A
 * life ends where the test says so, between any two steps.
 */
final class LivingWorld implements SinkState {

    /** The process ended here. */
    static final class KilledException extends RuntimeException {}

    private static final ObjectMapper JSON = new ObjectMapper();

    final FakeClock clock = new FakeClock();
    final SlackWorkspace slack = new SlackWorkspace(clock::millis);
    final Map<String, String> state = new ConcurrentHashMap<>();
    final Map<String, Run> runs = new ConcurrentHashMap<>();
    final List<String> calls = new CopyOnWriteArrayList<>();
    String channel = "#ci";
    int digestAfter;

    @Nullable
    QuietHours quiet;

    int alreadyThere;

    /** How often a delivery waited. */
    final AtomicInteger pauses = new AtomicInteger();

    /** Characters of an answer that are read. */
    int longest = Integer.MAX_VALUE;

    /** Steps that are left to this life: writes of state, calls of Slack, and answers. */
    int steps = Integer.MAX_VALUE;

    Duration pace = Duration.ZERO;

    /** Absent where no logs are read. */
    @Nullable
    LogTails tails;

    private final FakeKnown known = new FakeKnown();
    private Streaks streaks = new Streaks();
    private SlackChannel.ByName channels = new SlackChannel.ByName(() -> false);

    /** A new process, with nothing in memory. */
    void restart() {
        steps = Integer.MAX_VALUE;
        streaks = new Streaks();
        channels = new SlackChannel.ByName(() -> false);
    }

    /** A run becomes known. */
    Run know(String json) {
        Run run = EventData.snapshot(json.getBytes(StandardCharsets.UTF_8)).orElseThrow();
        runs.put(run.uid(), run);
        known.latest(run.uid(), json);
        return run;
    }

    /** An event about a run, as it is now. */
    SlackStory event(String uid, String moment) {
        Run run = runs.get(uid);
        return new SlackStory(
                Map.of(
                        "type",
                        "dev.tekton.event." + run.kind().lower() + "." + moment + ".v1",
                        "runuid",
                        uid,
                        "partitionkey",
                        run.partitionKey(),
                        "id",
                        uid + "/" + moment),
                run,
                null,
                List.of());
    }

    /** Delivers an event, with all that it asks of Slack. */
    void deliver(SlackStory event) throws InterruptedException {
        SlackTalk talk = talk(event);
        try {
            SlackRequest request = talk.begin();
            while (request != null) {
                step();
                SlackAnswer answer = call(request);
                step();
                request = talk.answered(answer);
            }
        } finally {
            talk.ended();
        }
    }

    SlackTalk talk(SlackStory event) {
        channels.pace(pace);
        SlackLayout layout = new SlackLayout(new RunLink(""));
        LivingMessage.Parts parts = new LivingMessage.Parts(
                story -> layout.write(story, null),
                new RunLink(""),
                run -> runs.values().stream()
                        .filter(r -> run.uid().equals(r.ownerUid()))
                        .toList(),
                known,
                new DigestWindow(digestAfter, Duration.ofMinutes(5), quiet, clock),
                streaks,
                clock,
                tails);
        return new LivingMessage(parts, delivery(), channels.use(channel), event);
    }

    SlackAnswer call(SlackRequest request) {
        calls.add(request.method());
        JsonNode answer = slack.call(request.method(), arguments(request));
        if (answer.toString().length() > longest) {
            return new SlackAnswer(200, answer.toString().substring(0, longest), JSON.missingNode(), null, null);
        }
        boolean limited = answer.path("error").asText().equals("ratelimited");
        return new SlackAnswer(limited ? 429 : 200, answer.toString(), answer, limited ? "1" : null, null);
    }

    private void step() {
        if (--steps < 0) {
            throw new KilledException();
        }
    }

    @Override
    public Optional<String> get(String key) {
        return Optional.ofNullable(state.get(key));
    }

    @Override
    public void put(Map<String, String> values, Duration keep) {
        step();
        state.putAll(values);
    }

    private SinkDelivery delivery() {
        return new SinkDelivery() {
            @Override
            public SinkState state() {
                return LivingWorld.this;
            }

            @Override
            public void alreadyThere() {
                alreadyThere++;
            }

            @Override
            public void pause(long millis) throws InterruptedException {
                pauses.incrementAndGet();
                TimeUnit.MILLISECONDS.sleep(millis);
            }
        };
    }

    private static JsonNode arguments(SlackRequest request) {
        try {
            if (request.contentType().startsWith("application/json")) {
                return JSON.readTree(request.body());
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Map<String, String> form = new HashMap<>();
        for (String field : new String(request.body(), StandardCharsets.UTF_8).split("&", -1)) {
            form.put(
                    field.substring(0, field.indexOf('=')),
                    URLDecoder.decode(field.substring(field.indexOf('=') + 1), StandardCharsets.UTF_8));
        }
        return JSON.valueToTree(form);
    }
}
