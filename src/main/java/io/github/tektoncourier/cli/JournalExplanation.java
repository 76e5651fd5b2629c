package io.github.tektoncourier.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.api.json.HistoryJson;
import io.github.tektoncourier.journal.Verdict;
import io.github.tektoncourier.journal.history.EventFate;
import io.github.tektoncourier.journal.history.EventHistory;
import io.github.tektoncourier.journal.history.FailedAttempt;
import io.github.tektoncourier.journal.history.RunHistory;
import io.github.tektoncourier.text.LogText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What the journal says of runs, as people and as programs read it. */
final class JournalExplanation {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What a run has to show before a moment of its life is told. */
    private static final Map<String, String> PROOFS = new LinkedHashMap<>();

    static {
        PROOFS.put("queued", "the run itself");
        PROOFS.put("started", "status.startTime, or a condition Succeeded with reason Started");
        PROOFS.put("running", "a condition Succeeded that is Unknown with reason Running, or a step that ran");
        PROOFS.put("successful", "a condition Succeeded that is True");
        PROOFS.put("failed", "a condition Succeeded that is False");
    }

    private JournalExplanation() {}

    /** Lines about one run. */
    static List<String> text(RunHistory run) {
        List<String> lines = new ArrayList<>();
        lines.add(LogText.line(run.namespace() + "/" + run.name()) + "  " + run.kind() + " " + LogText.line(run.uid())
                + (run.gone() ? "  deleted" : ""));
        for (EventHistory event : run.events()) {
            lines.add(LogText.line(event.type()) + "  " + LogText.line(event.id()) + "  appended " + event.appended());
            for (EventFate fate : event.fates()) {
                lines.add("  " + words(fate));
                fate.failures().forEach(failure -> lines.add("    " + words(failure)));
            }
        }
        if (!run.expired().isEmpty()) {
            lines.add("told, and not kept any more: " + joined(run.expired()));
        }
        if (!run.silent().isEmpty()) {
            lines.add("not due: " + joined(run.silent())
                    + " had happened when the courier first saw the run (courier.announce)");
        }
        missing(run).forEach((moment, proof) -> lines.add("never proven: " + moment + ", by " + proof));
        return lines;
    }

    private static String words(EventFate fate) {
        StringBuilder line = new StringBuilder(fate.subscription());
        if (!fate.value().isEmpty()) {
            line.append(" to ").append(LogText.value(fate.value()));
        }
        line.append(": ").append(fate.kind().word());
        Instant at = fate.at();
        if (at != null) {
            line.append(fate.kind() == EventFate.Kind.PENDING || fate.kind() == EventFate.Kind.PARKED ? " since " : " ")
                    .append(at);
        }
        if (fate.attempts() > 0) {
            line.append(", attempt ").append(fate.attempts());
        }
        if (fate.status() > 0) {
            line.append(", HTTP ").append(fate.status());
        }
        return fate.why().isEmpty() ? line.toString() : line + ": " + LogText.line(fate.why());
    }

    private static String words(FailedAttempt failure) {
        return "attempt " + failure.number() + "  " + failure.at() + "  " + failure.millis() + " ms  "
                + failure.outcome() + ": " + LogText.line(failure.answer(), Verdict.ANSWER);
    }

    private static String joined(List<String> moments) {
        return LogText.line(String.join(", ", moments));
    }

    /** Moments of every run's life that were not told, with what would prove them; one end is enough. */
    static Map<String, String> missing(RunHistory run) {
        if (!run.whole()) {
            return Map.of();
        }
        Set<String> told = new TreeSet<>(run.silent());
        told.addAll(run.expired());
        run.events().forEach(event -> told.add(event.moment()));
        Map<String, String> missing = new LinkedHashMap<>(PROOFS);
        missing.keySet().removeAll(told);
        if (told.contains("successful") || told.contains("failed")) {
            missing.remove("successful");
            missing.remove("failed");
        }
        if (run.kind().equals("customrun")) {
            missing.remove("queued");
        }
        return missing;
    }

    /** All runs as one JSON array. */
    static String json(List<RunHistory> runs) throws JsonProcessingException {
        ArrayNode all = JSON.createArrayNode();
        for (RunHistory run : runs) {
            ObjectNode node = all.addObject();
            HistoryJson.write(node, run);
            missing(run).forEach(node.putObject("neverProven")::put);
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all);
    }
}
