package io.github.tektoncourier.kamelet.slack;

import static java.util.stream.Collectors.joining;

import io.github.tektoncourier.cloudevent.format.RunLink;
import io.github.tektoncourier.kamelet.slack.SlackMessage.Block;
import io.github.tektoncourier.run.Condition;
import io.github.tektoncourier.run.Run;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes the message that a person reads in Slack: what, where, how long, which step of which task, and why. */
final class SlackLayout {

    /** Slack's limits: 150 for a header, 3000 for a section, 50 blocks; ours together stay below 9000. */
    private static final int HEADER = 150;

    private static final int NAME = 253;
    private static final int CULPRITS = 3;
    private static final Map<String, String> MOMENTS = Map.of(
            "queued", "🕒 is queued",
            "started", "▶️ has started",
            "running", "▶️ is running",
            "unknown", "ℹ️ now says",
            "retried", "🔁 is tried again",
            "deleted", "🗑️ was deleted",
            "stepstarted", "▶️ has started a step",
            "stepfinished", "ℹ️ has finished a step",
            "taskskipped", "⏭️ skips a task",
            "kubernetesevent", "ℹ️ has an Event");

    private final RunLink link;

    SlackLayout(RunLink link) {
        this.link = link;
    }

    SlackMessage write(SlackStory story, @Nullable String channel) {
        List<Block> blocks = new ArrayList<>();
        if (story.foreign()) {
            blocks.add(Block.section(attributes(story)));
        } else if (story.rootEnded()) {
            blocks.add(Block.header(SlackText.plain(headline(story), HEADER)));
            blocks.add(Block.section(place(story, "")));
            commit(story).map(Block::section).ifPresent(blocks::add);
            if (!story.streak().isEmpty()) {
                blocks.add(Block.section((story.end() == RunEnd.SUCCESS ? "🎉 " : "🔁 ") + story.streak()));
            }
            culprits(story, blocks);
            TaskTable.write(story).map(Block::section).ifPresent(blocks::add);
        } else {
            blocks.add(Block.section(line(story)));
            if (!story.ended()) {
                commit(story).map(Block::section).ifPresent(blocks::add);
                TaskTable.write(story).map(Block::section).ifPresent(blocks::add);
            }
        }
        context(story).map(Block::context).ifPresent(blocks::add);
        return SlackMessage.of(channel, fallback(story), blocks);
    }

    /** What any CloudEvent has, for one that tells of no run. */
    private static String attributes(SlackStory story) {
        return joined(
                "ℹ️ *" + SlackText.escaped(story.attribute("type"), NAME) + "*",
                named("about", story.attribute("subject")),
                named("from", story.attribute("source")),
                named("id", story.attribute("id")));
    }

    private static String headline(SlackStory story) {
        RunEnd end = story.end();
        return end.emoji() + " " + SlackText.plain(story.name(), 90) + " " + end.words() + after(story);
    }

    private static String after(SlackStory story) {
        return story.took().map(took -> " after " + RunEnd.words(took)).orElse("");
    }

    /** {@code *PipelineRun* ci/build-x7k2 · pipeline build · cluster prod}. */
    private String place(SlackStory story, String verb) {
        return joined(
                ("*" + story.kind() + "* " + linked(story) + " " + verb).strip(),
                named("pipeline", story.attribute("pipeline")),
                named("task", story.attribute("task")),
                named("in", story.attribute("pipelinerun").equals(story.name()) ? "" : story.attribute("pipelinerun")),
                named("cluster", story.attribute("cluster")));
    }

    /** Of a run that no other started: what it was made for, and where its log is. */
    private static Optional<String> commit(SlackStory story) {
        Run run = story.run();
        if (run == null || run.ownerUid() != null) {
            return Optional.empty();
        }
        RunCommit commit = RunCommit.of(run);
        String log = commit.log().isEmpty() ? "" : SlackText.link(commit.log(), "log", 20);
        String line = joined(commit.line(), log);
        return line.isEmpty() ? Optional.empty() : Optional.of(line);
    }

    private String linked(SlackStory story) {
        String name = SlackText.code(story.where(), 2 * NAME);
        Run run = story.run();
        Optional<String> url = run == null ? Optional.empty() : link.to(run);
        return url.map(u -> SlackText.link(u, story.where(), 2 * NAME)).orElse(name);
    }

    private static void culprits(SlackStory story, List<Block> blocks) {
        if (story.end() == RunEnd.SUCCESS) {
            return;
        }
        List<Run> culprits = story.culprits();
        culprits.stream()
                .limit(CULPRITS)
                .map(run -> SlackTasks.why(story, run))
                .filter(text -> !text.isEmpty())
                .forEach(text -> blocks.add(Block.section(text)));
        culprits.stream()
                .map(run -> SlackTasks.tail(story, run))
                .filter(text -> !text.isEmpty())
                .findFirst() // those of the others stand in the thread, where there is one
                .ifPresent(text -> blocks.add(Block.section(text)));
        if (culprits.size() > CULPRITS) {
            blocks.add(Block.section("… and " + (culprits.size() - CULPRITS) + " more tasks failed"));
        }
        if (culprits.isEmpty()) {
            story.condition()
                    .map(SlackTasks::reason)
                    .filter(text -> !text.isEmpty())
                    .ifPresent(text -> blocks.add(Block.section(text)));
        }
    }

    /** What happened to a run that goes on, or that others wait for, in a line or two. */
    private String line(SlackStory story) {
        String[] moment = moment(story);
        String verb = SlackText.escaped(moment[1], 100);
        String line = moment[0] + " " + place(story, verb);
        if (story.event() != null) {
            return line + "\n" + SlackText.code(story.event().reason(), 100) + "\n"
                    + SlackText.block(story.event().message(), SlackTasks.REASON);
        }
        boolean tellsReason = story.moment().equals("unknown") || story.moment().equals("failed");
        return tellsReason && story.run() != null ? line + "\n" + SlackTasks.why(story, story.run()) : line;
    }

    private static String[] moment(SlackStory story) {
        return story.ended()
                ? new String[] {story.end().emoji(), story.end().words() + after(story)}
                : MOMENTS.getOrDefault(story.moment(), "ℹ️ " + story.moment()).split(" ", 2);
    }

    private static Optional<String> context(SlackStory story) {
        String retries = Optional.ofNullable(story.run())
                .filter(run -> run.attempt() > 0)
                .map(run -> "attempt " + (run.attempt() + 1))
                .orElse("");
        String counts = story.children().isEmpty()
                ? ""
                : story.condition()
                        .map(Condition::message)
                        .filter(message -> message.startsWith("Tasks Completed:"))
                        .map(message -> SlackText.escaped(message, 150))
                        .orElse("");
        String context = joined(counts, retries, date(story.attribute("time")));
        return context.isEmpty() ? Optional.empty() : Optional.of(context);
    }

    /** In each reader's own time zone. */
    private static String date(String time) {
        try {
            return "<!date^" + Instant.parse(time).getEpochSecond() + "^{date_short_pretty} {time_secs}|"
                    + SlackText.escaped(time, 40) + ">";
        } catch (DateTimeParseException e) {
            return "";
        }
    }

    private static String fallback(SlackStory story) {
        if (story.foreign()) {
            String subject = story.attribute("subject");
            return SlackText.escaped(
                    "ℹ️ " + story.attribute("type") + (subject.isEmpty() ? "" : " about " + subject) + " from "
                            + story.attribute("source"),
                    500);
        }
        String[] moment = moment(story);
        String why = !story.rootEnded()
                ? ""
                : story.culprits().stream()
                        .findFirst()
                        .map(run -> SlackTasks.brief(story, run))
                        .orElse("");
        String kind = story.ended() ? "" : story.kind() + " ";
        String streak = story.streak().isEmpty() ? "" : ", " + story.streak();
        String text =
                moment[0] + " " + kind + story.where() + " " + moment[1] + streak + (why.isEmpty() ? "" : ": " + why);
        return SlackText.escaped(text, 500);
    }

    private static String named(String what, String name) {
        return name.isEmpty() ? "" : what + " " + SlackText.code(name, NAME);
    }

    private static String joined(String... parts) {
        return Stream.of(parts).filter(part -> !part.isEmpty()).collect(joining(" · "));
    }
}
