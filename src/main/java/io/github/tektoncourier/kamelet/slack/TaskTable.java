package io.github.tektoncourier.kamelet.slack;

import static java.util.stream.Collectors.joining;

import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.SkippedTask;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The tasks of a run as a table in Slack's markup: a line each, with its state and how long it took. Tasks that failed come
 * first, then those that go on, so that the cut of a long table takes what is read last.
 */
final class TaskTable {

    /** With the longest names well below the 3,000 characters of a section. */
    private static final int ROWS = 12;

    private static final int NAME = 63;

    /** Where a row stands; rows of one rank keep the order of the run. */
    private enum Rank {
        FAILED,
        GOES_ON,
        CANCELLED,
        SUCCEEDED,
        SKIPPED
    }

    private record Row(Rank rank, String markup) {}

    private TaskTable() {}

    /** The table; empty for a run without tasks. */
    static Optional<String> write(SlackStory story) {
        Run run = story.run();
        List<SkippedTask> skipped = run == null ? List.of() : run.skipped();
        List<Row> rows = Stream.concat(
                        story.children().stream().map(child -> row(story, child)),
                        skipped.stream().map(task -> new Row(Rank.SKIPPED, cells("⏭️", task.name(), "skipped", ""))))
                .sorted(Comparator.comparing(Row::rank))
                .toList();
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        List<String> shown = new ArrayList<>();
        for (Row row : rows.subList(0, Math.min(ROWS, rows.size()))) {
            shown.add(row.markup());
        }
        int more = rows.size() - shown.size() + unread(story);
        if (more > 0) {
            shown.add("… and " + more + " more");
        }
        return Optional.of(String.join("\n", shown));
    }

    private static Row row(SlackStory story, Run run) {
        String name = SlackTasks.taskName(story, run);
        RunEnd end = RunEnd.of(null, run.condition().orElse(null)).orElse(null);
        if (end == null) {
            boolean queued = run.current().startTime() == null;
            return new Row(Rank.GOES_ON, cells(queued ? "🕒" : "▶️", name, queued ? "queued" : "running", ""));
        }
        String took = RunEnd.took(run).map(RunEnd::words).orElse("");
        return new Row(rank(end), cells(end.emoji(), name, end.words(), took));
    }

    private static Rank rank(RunEnd end) {
        return switch (end) {
            case SUCCESS -> Rank.SUCCEEDED;
            case CANCELLED -> Rank.CANCELLED;
            case FAILURE, TIMEOUT, ERROR -> Rank.FAILED;
        };
    }

    private static String cells(String emoji, String name, String state, String took) {
        return Stream.of(emoji + " " + SlackText.code(name, NAME), state, took)
                .filter(cell -> !cell.isEmpty())
                .collect(joining(" · "));
    }

    /** Children that the run names and that were too many or too large to read. */
    private static int unread(SlackStory story) {
        Run run = story.run();
        return run == null ? 0 : Math.max(0, run.children() - story.children().size());
    }
}
