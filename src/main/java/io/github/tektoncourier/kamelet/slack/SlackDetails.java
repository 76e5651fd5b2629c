package io.github.tektoncourier.kamelet.slack;

import io.github.tektoncourier.kamelet.slack.SlackMessage.Block;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Writes the reply below a run's message: why it did not succeed, at length, and how to see its log. */
final class SlackDetails {

    private static final int REASON = 2_000;
    private static final int TASKS = 5;

    private SlackDetails() {}

    /** Whether there is more to say than the message has. */
    static boolean worthwhile(SlackStory story) {
        return story.run() != null
                && story.rootEnded()
                && story.end() != RunEnd.SUCCESS
                && story.end() != RunEnd.CANCELLED;
    }

    static SlackMessage write(SlackStory story) {
        List<Block> blocks = new ArrayList<>();
        List<Run> culprits = story.culprits();
        culprits.stream()
                .limit(TASKS)
                .flatMap(culprit -> Stream.of(SlackTasks.why(story, culprit, REASON), SlackTasks.tail(story, culprit)))
                .filter(text -> !text.isEmpty())
                .forEach(text -> blocks.add(Block.section(text)));
        if (culprits.size() > TASKS) {
            blocks.add(Block.section("… and " + (culprits.size() - TASKS) + " more tasks failed"));
        }
        Run run = story.run();
        if (blocks.isEmpty() || (run != null && run.kind() == RunKind.PIPELINE_RUN)) {
            story.condition()
                    .map(condition -> SlackTasks.reason(condition, REASON))
                    .filter(text -> !text.isEmpty())
                    .ifPresent(text -> blocks.add(Block.section(text)));
        }
        log(story).ifPresent(command -> blocks.add(Block.context("Its log: " + command)));
        return SlackMessage.of(
                null,
                SlackText.escaped("Why " + story.where() + " " + story.end().words(), 500),
                blocks);
    }

    /** A command to copy, for a run whose names need no quoting in a shell. */
    private static Optional<String> log(SlackStory story) {
        Run run = story.run();
        if (run == null || run.kind() == RunKind.CUSTOM_RUN || !(run.namespace() + run.name()).matches("[a-z0-9.-]+")) {
            return Optional.empty();
        }
        return Optional.of(
                SlackText.code("tkn " + run.kind().lower() + " logs " + run.name() + " -n " + run.namespace(), 600));
    }
}
