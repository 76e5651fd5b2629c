package io.github.tektoncourier.kamelet.slack;

import io.github.tektoncourier.run.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts how often in a row a pipeline failed, once for each run, and says so. */
final class Streaks {

    private static final List<String> TIMES =
            List.of("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth");

    /** What the journal keeps of a pipeline: failures in a row, and when the first of them ended. */
    record PipelineNote(int failures, long since) {
        static final PipelineNote NONE = new PipelineNote(0, 0);
    }

    /** The run's note with its end counted; the same note where there is nothing to count. */
    synchronized RunNote counted(SlackNotes notes, String runKey, String channel, RunNote note, SlackStory story) {
        String pipeline = pipeline(story);
        if (note.counted() || !story.rootEnded() || story.end() == RunEnd.CANCELLED || pipeline.isEmpty()) {
            return note;
        }
        String key = "pipeline/" + channel + "/" + pipeline;
        PipelineNote before = notes.read(key, PipelineNote.NONE, PipelineNote.class);
        long end = end(story.run());
        boolean failed = story.end() != RunEnd.SUCCESS;
        long since = before.failures() == 0 ? end : before.since();
        RunNote counted = note.counted(before.failures() + (failed ? 1 : 0), since);
        PipelineNote after = failed ? new PipelineNote(counted.failures(), since) : PipelineNote.NONE;
        notes.write(Map.of(key, after, runKey, counted));
        return counted;
    }

    /** In words; empty for a first failure, and for a success that follows another. */
    static String words(RunNote note, SlackStory story) {
        if (!note.counted() || !story.rootEnded()) {
            return "";
        }
        if (story.end() == RunEnd.SUCCESS) {
            long lasted = end(story.run()) - note.since();
            return note.failures() == 0
                    ? ""
                    : "works again after " + about(Duration.ofMillis(Math.max(0, lasted))) + " and "
                            + (note.failures() == 1 ? "one failure" : note.failures() + " failures");
        }
        return note.failures() < 2 ? "" : "fails the " + nth(note.failures()) + " time in a row";
    }

    private static String nth(int times) {
        if (times <= TIMES.size()) {
            return TIMES.get(times - 1);
        }
        int last = times % 100 / 10 == 1 ? 0 : times % 10;
        return times + (last == 1 ? "st" : last == 2 ? "nd" : last == 3 ? "rd" : "th");
    }

    /** {@code 40 seconds}, {@code 5 minutes}, {@code 3 hours}, {@code 2 days}. */
    private static String about(Duration duration) {
        long seconds = duration.toSeconds();
        long count = seconds < 60
                ? seconds
                : seconds < 3600 ? seconds / 60 : seconds < 86_400 ? seconds / 3600 : seconds / 86_400;
        String unit = seconds < 60 ? "second" : seconds < 3600 ? "minute" : seconds < 86_400 ? "hour" : "day";
        return count + " " + unit + (count == 1 ? "" : "s");
    }

    private static String pipeline(SlackStory story) {
        String name = story.attribute("pipeline").isEmpty() ? story.attribute("task") : story.attribute("pipeline");
        Run run = story.run();
        return name.isEmpty() || run == null
                ? ""
                : story.attribute("cluster") + "/" + run.namespace() + "/"
                        + run.kind().lower() + "/" + name;
    }

    /** When a run ended, in milliseconds; 0 where that is not known. */
    private static long end(@Nullable Run run) {
        Instant end = run == null ? null : run.current().completionTime();
        if (end == null && run != null) {
            end = run.condition()
                    .map(condition -> condition.lastTransitionTime())
                    .orElse(null);
        }
        return end == null ? 0 : end.toEpochMilli();
    }
}
