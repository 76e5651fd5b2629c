package io.github.tektoncourier.kamelet.slack;

import static java.util.stream.Collectors.joining;

import io.github.tektoncourier.journal.tail.LogTail;
import io.github.tektoncourier.run.Condition;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.Step;
import java.util.stream.Stream;

/** Tells in Slack's markup what the tasks of a run did: which one failed, at which step, and why. */
final class SlackTasks {

    static final int REASON = 600;
    private static final int NAME = 63;

    /** A section has 3,000 characters, and an escaped {@code &} has five. */
    private static final int TAIL = 2_800;

    private SlackTasks() {}

    /** The task, its failed step and exit code; the condition's words only where they say more than that. */
    static String why(SlackStory story, Run run) {
        return why(story, run, REASON);
    }

    /** The same with so many characters of the condition's words. */
    static String why(SlackStory story, Run run, int most) {
        String task = run.equals(story.run()) ? "" : "*Task* " + SlackText.code(taskName(story, run), NAME);
        String step = RunEnd.failedStep(run).map(SlackTasks::step).orElse("");
        String head = joined(task, step);
        String reason = run.condition()
                .filter(condition -> step.isEmpty() || !condition.message().contains(" exited with code "))
                .map(condition -> reason(condition, most))
                .orElse("");
        return Stream.of(head, reason).filter(part -> !part.isEmpty()).collect(joining("\n"));
    }

    /** The last lines of the step that failed, or why there are none; empty where logs are not read. */
    static String tail(SlackStory story, Run run) {
        LogTail tail = story.tails().get(run.uid());
        if (tail == null) {
            return "";
        }
        String step = "step " + SlackText.code(tail.step(), NAME);
        return tail.text().isEmpty()
                ? "No log of " + step + ": " + SlackText.escaped(tail.note(), 300)
                : "Last lines of " + step + "\n" + SlackText.lastLines(tail.text(), TAIL);
    }

    private static String step(Step step) {
        Step.Terminated end = step.terminated();
        String exit = end == null || end.exitCode() <= 0 ? "" : "exit code " + end.exitCode();
        String reason = end == null || end.reason().isEmpty() || end.reason().equals("Error")
                ? ""
                : SlackText.code(end.reason(), NAME);
        return joined("step " + SlackText.code(step.key(), NAME), exit, reason);
    }

    static String reason(Condition condition) {
        return reason(condition, REASON);
    }

    static String reason(Condition condition, int most) {
        return SlackText.code(condition.reason(), 100)
                + SlackText.block(condition.message(), most).transform(text -> text.isEmpty() ? "" : "\n" + text);
    }

    static String taskName(SlackStory story, Run run) {
        String shown = story.displayNames().get(run.name());
        return shown != null ? shown : run.labels().getOrDefault("tekton.dev/pipelineTask", run.name());
    }

    /** One task in a few words, for notifications. */
    static String brief(SlackStory story, Run run) {
        String step = RunEnd.failedStep(run).map(s -> "step " + s.key()).orElse("");
        String task = run.equals(story.run()) ? "" : "task " + taskName(story, run);
        return Stream.of(task, step).filter(part -> !part.isEmpty()).collect(joining(", "));
    }

    private static String joined(String... parts) {
        return Stream.of(parts).filter(part -> !part.isEmpty()).collect(joining(" · "));
    }
}
