package io.github.tektoncourier.kamelet.slack;

import static java.util.stream.Collectors.joining;

import io.github.tektoncourier.kamelet.slack.SlackMessage.Block;
import java.util.List;
import java.util.Map;

/** Writes the message that tells of many runs at once. */
final class DigestLayout {

    private static final int NAME = 120;

    private DigestLayout() {}

    static SlackMessage write(DigestNote digest) {
        int runs = digest.counts().values().stream().mapToInt(Integer::intValue).sum();
        String what = runs + (runs == 1 ? " run" : " runs");
        String head = digest.quiet() ? "🌙 " + what + " in quiet hours" : "📚 " + what + " in a short time";
        String counts = DigestNote.ORDER.stream()
                .filter(digest.counts()::containsKey)
                .map(state ->
                        DigestNote.EMOJI.get(state) + " " + digest.counts().get(state) + " " + state)
                .collect(joining(" · "));
        String since = digest.since() / 1000 + "";
        List<Block> blocks = new java.util.ArrayList<>(List.of(
                Block.header(head),
                Block.section(counts.isEmpty() ? "…" : counts),
                Block.context("since <!date^" + since + "^{date_short_pretty} {time_secs}|" + since + ">")));
        if (!digest.latest().isEmpty()) {
            String more = runs > digest.latest().size()
                    ? "\n… and " + (runs - digest.latest().size()) + " more"
                    : "";
            blocks.add(
                    2,
                    Block.section(
                            digest.latest().stream().map(DigestLayout::line).collect(joining("\n")) + more));
        }
        return SlackMessage.of(null, SlackText.escaped(head + ": " + counts, 500), blocks);
    }

    private static String line(DigestNote.Entry entry) {
        Map<String, String> emoji = DigestNote.EMOJI;
        return emoji.getOrDefault(entry.state(), "ℹ️") + " "
                + (entry.link().isEmpty()
                        ? SlackText.code(entry.where(), NAME)
                        : SlackText.link(entry.link(), entry.where(), NAME));
    }
}
