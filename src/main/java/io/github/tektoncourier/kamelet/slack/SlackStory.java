package io.github.tektoncourier.kamelet.slack;

import io.github.tektoncourier.journal.tail.LogTail;
import io.github.tektoncourier.run.Condition;
import io.github.tektoncourier.run.KubernetesEvent;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * All that one event lets us say to people, whether its data could be read or only its attributes.
 *
 * @param attributes by their CloudEvents names
 * @param children the runs that this PipelineRun controls, as far as they are known
 * @param displayNames by the children's names; tell those of one matrix apart
 * @param streak what this end means beside those before; empty where that is nothing, or not known
 * @param tails last lines of failed steps, by the UIDs of their TaskRuns
 */
record SlackStory(
        Map<String, String> attributes,
        @Nullable Run run,
        @Nullable KubernetesEvent event,
        List<Run> children,
        Map<String, String> displayNames,
        String streak,
        Map<String, LogTail> tails) {

    private static final Pattern OF_RUN =
            Pattern.compile("(dev\\.tekton\\.event|io\\.github\\.tektoncourier)\\.[a-z]+run\\..+");

    /** Reads the display names from the run. */
    SlackStory(Map<String, String> attributes, @Nullable Run run, @Nullable KubernetesEvent event, List<Run> children) {
        this(
                attributes,
                run,
                event,
                children,
                run == null || children.isEmpty() ? Map.of() : DisplayNames.of(run),
                "",
                Map.of());
    }

    /** The same with what its end means. */
    SlackStory withStreak(String words) {
        return new SlackStory(attributes, run, event, children, displayNames, words, tails);
    }

    /** The same with the runs that it controls. */
    SlackStory withChildren(List<Run> runs) {
        return new SlackStory(attributes, run, event, runs).withStreak(streak).withTails(tails);
    }

    /** The same with last lines of failed steps. */
    SlackStory withTails(Map<String, LogTail> found) {
        return new SlackStory(attributes, run, event, children, displayNames, streak, found);
    }

    /** The moment: {@code failed} in {@code dev.tekton.event.taskrun.failed.v1}. */
    String moment() {
        String[] parts = attribute("type").split("\\.", -1);
        return parts.length < 2 ? attribute("type") : parts[parts.length - 2];
    }

    /** Whether the event tells of no run of Tekton's: another program's, or another form. */
    boolean foreign() {
        return run == null
                && event == null
                && !OF_RUN.matcher(attribute("type")).matches();
    }

    /** Whether a run has ended that belongs to no other: the moment to tell people about. */
    boolean rootEnded() {
        boolean owned = run != null
                ? run.ownerUid() != null
                : !attribute("partitionkey").equals(attribute("runuid"));
        return ended() && !owned;
    }

    boolean ended() {
        return moment().equals("successful") || moment().equals("failed");
    }

    RunEnd end() {
        return RunEnd.of(attributes.get("outcome"), condition().orElse(null))
                .orElse(moment().equals("successful") ? RunEnd.SUCCESS : RunEnd.FAILURE);
    }

    /** {@code TaskRun}, {@code PipelineRun}, {@code CustomRun}. */
    String kind() {
        if (run != null) {
            return run.kind().kind();
        }
        for (RunKind kind : RunKind.values()) {
            if (kind.lower().equals(attribute("kind"))) {
                return kind.kind();
            }
        }
        return "Run";
    }

    String name() {
        return run != null ? run.name() : attribute("subject");
    }

    String where() {
        String namespace = run != null ? run.namespace() : attribute("namespace");
        return namespace.isEmpty() ? name() : namespace + "/" + name();
    }

    Optional<Condition> condition() {
        return Optional.ofNullable(run).flatMap(Run::condition);
    }

    Optional<Duration> took() {
        return Optional.ofNullable(run).flatMap(RunEnd::took);
    }

    /** The tasks that made this run fail, not those that were cancelled for it; a lone task's own run. */
    List<Run> culprits() {
        if (end() != RunEnd.FAILURE && end() != RunEnd.ERROR) {
            return List.of();
        }
        if (run != null && !isPipelineRun()) {
            return List.of(run);
        }
        return children.stream()
                .filter(child -> RunEnd.of(null, child.condition().orElse(null))
                        .filter(end -> end != RunEnd.SUCCESS && end != RunEnd.CANCELLED)
                        .isPresent())
                .toList();
    }

    /** An attribute's value, empty when absent. */
    String attribute(String name) {
        return attributes.getOrDefault(name, "");
    }

    private boolean isPipelineRun() {
        return kind().equals(RunKind.PIPELINE_RUN.kind());
    }
}
