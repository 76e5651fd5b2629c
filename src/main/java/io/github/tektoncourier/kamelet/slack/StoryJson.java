package io.github.tektoncourier.kamelet.slack;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.journal.tail.LogTail;
import io.github.tektoncourier.run.Condition;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.Step;
import org.jspecify.annotations.Nullable;

/** A story as JSON, for templates. Each text in it is escaped for Slack's markup already, and of a length that fits. */
final class StoryJson {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int NAME = 253;
    private static final int MESSAGE = 1_000;
    private static final int TASKS = 50;
    private static final int LOG = 5 * LogTail.MOST_BYTES;

    private StoryJson() {}

    /**
     * A story.
     *
     * @param message the courier's own message of it, for templates that change or add a little
     * @param link to the run; empty for none
     */
    static ObjectNode of(SlackStory story, SlackMessage message, String link) {
        ObjectNode json = JSON.createObjectNode();
        String state = DigestNote.state(story);
        json.put("state", state);
        json.put("ended", story.ended());
        json.put("emoji", story.ended() ? story.end().emoji() : DigestNote.EMOJI.getOrDefault(state, "ℹ️"));
        json.put("kind", story.kind());
        put(json, "namespace", story.attribute("namespace"));
        put(json, "name", story.name());
        for (String attribute : new String[] {"cluster", "pipeline", "task", "type", "time"}) {
            put(json, attribute, story.attribute(attribute));
        }
        put(json, "took", story.took().map(RunEnd::words).orElse(""));
        put(json, "streak", story.streak());
        json.put("link", link);
        condition(json, story.condition().orElse(null));
        if (story.run() != null) {
            commit(json.putObject("commit"), RunCommit.of(story.run()));
        }
        tasks(json, story);
        json.put("text", message.text());
        json.set("blocks", JSON.valueToTree(message.blocks()));
        return json;
    }

    private static void condition(ObjectNode json, @Nullable Condition condition) {
        put(json, "reason", condition == null ? "" : condition.reason());
        put(json, "message", condition == null ? "" : condition.message());
    }

    private static void commit(ObjectNode json, RunCommit commit) {
        put(json, "repository", commit.value("repository"));
        put(json, "branch", commit.value("branch"));
        put(json, "pullRequest", commit.value("pull-request"));
        put(json, "sha", commit.value("sha"));
        put(json, "url", commit.value("sha-url"));
        put(json, "title", commit.value("sha-title"));
        put(json, "author", commit.value("sender"));
        put(json, "log", commit.log());
    }

    private static void tasks(ObjectNode json, SlackStory story) {
        ArrayNode tasks = json.putArray("tasks");
        story.children().stream().limit(TASKS).forEach(run -> {
            ObjectNode task = tasks.addObject();
            put(task, "name", SlackTasks.taskName(story, run));
            RunEnd end = RunEnd.of(null, run.condition().orElse(null)).orElse(null);
            task.put("emoji", end == null ? "▶️" : end.emoji());
            task.put("state", end == null ? "running" : end.words());
            put(task, "took", run.done() ? RunEnd.took(run).map(RunEnd::words).orElse("") : "");
        });
        ArrayNode failed = json.putArray("failed");
        if (story.ended()) {
            story.culprits().stream().limit(TASKS).forEach(run -> failed(failed.addObject(), story, run));
        }
    }

    private static void failed(ObjectNode json, SlackStory story, Run run) {
        put(json, "task", run.equals(story.run()) ? story.attribute("task") : SlackTasks.taskName(story, run));
        Step step = RunEnd.failedStep(run).orElse(null);
        put(json, "step", step == null ? "" : step.key());
        Step.Terminated end = step == null ? null : step.terminated();
        json.put("exitCode", end == null ? 0 : end.exitCode());
        condition(json, run.condition().orElse(null));
        LogTail tail = story.tails().get(run.uid());
        json.put("log", tail == null ? "" : SlackText.lines(tail.text(), LOG));
        put(json, "logNote", tail == null ? "" : tail.note());
    }

    private static void put(ObjectNode json, String name, @Nullable String value) {
        json.put(name, SlackText.escaped(value, name.equals("message") ? MESSAGE : 2 * NAME));
    }
}
