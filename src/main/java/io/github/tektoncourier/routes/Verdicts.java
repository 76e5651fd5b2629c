package io.github.tektoncourier.routes;

import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.Journal;
import io.github.tektoncourier.routes.VerdictNotice.State;
import io.github.tektoncourier.routes.VerdictNotice.Verdict;
import io.github.tektoncourier.routes.check.file.Problem;
import io.github.tektoncourier.text.LogText;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Works out what became of each registered file, and tells it when it is another than before. */
final class Verdicts {

    private static final int LONGEST_ERROR = 300;

    private final Journal journal;
    private final VerdictNotice notice;
    private final Map<String, Verdict> told = new HashMap<>();
    private final Map<String, RegisteredFiles.Registered> running = new HashMap<>();

    Verdicts(Journal journal, VerdictNotice notice) {
        this.journal = journal;
        this.notice = notice;
    }

    /**
     * All registered files were looked at.
     *
     * @param problems by file, why it does not run as it is
     * @param runs whether a version of a file runs
     */
    void told(RegisteredFiles.Look look, Map<String, List<Problem>> problems, Predicate<String> runs) {
        if (notice == VerdictNotice.NONE) {
            return;
        }
        running.clear();
        for (RegisteredFiles.Registered one : look.files()) {
            String name = one.file().name();
            List<Problem> found = problems.getOrDefault(name, List.of());
            if (!found.isEmpty()) {
                String rest = runs.test(name) ? " Until then it goes on as it was." : "";
                tell(one, new Verdict(State.REFUSED, words(one, found) + rest));
            } else if (runs.test(name)) {
                running.put(name, one);
                Verdict before = told.get(name);
                if (before == null || before.state() != State.DOWN) {
                    tell(one, new Verdict(State.RUNNING, key(one) + " runs."));
                }
            }
        }
        told.keySet()
                .retainAll(look.files().stream().map(one -> one.file().name()).collect(Collectors.toSet()));
    }

    /** What waited for the subscriptions of these files was let go. */
    void overdue(Set<String> files) {
        files.stream()
                .map(running::get)
                .filter(Objects::nonNull)
                .forEach(one -> tell(
                        one,
                        new Verdict(
                                State.DOWN,
                                key(one) + ": what waited was let go, because its oldest event has waited longer than"
                                        + " the operator keeps it (courier.tenants.keep), or because it took more than"
                                        + " half of the journal. It begins anew with the next event.")));
    }

    /** Looks which of those that run do not get through. */
    void look() {
        if (notice == VerdictNotice.NONE || running.isEmpty()) {
            return;
        }
        Map<String, Books> books = new HashMap<>();
        journal.books().forEach(one -> books.put(one.subscription(), one));
        running.forEach((name, one) -> {
            String down = DeclaredSubscriptions.named(one.file()).stream()
                    .map(books::get)
                    .filter(of -> of != null
                            && (of.state().equals("down") || of.state().equals("full")))
                    .map(of -> down(of))
                    .findFirst()
                    .orElse("");
            boolean was =
                    told.getOrDefault(name, new Verdict(State.RUNNING, "")).state() == State.DOWN;
            if (!down.isEmpty() && !was) {
                tell(one, new Verdict(State.DOWN, key(one) + ": " + down));
            } else if (down.isEmpty() && was) {
                tell(one, new Verdict(State.RUNNING, key(one) + " runs again."));
            }
        });
    }

    private static String down(Books books) {
        @Nullable Instant since = books.lastErrorAt();
        return "the receiver of subscription " + books.subscription() + " takes nothing"
                + (since == null ? "" : " since " + since.truncatedTo(ChronoUnit.SECONDS)) + ": "
                + LogText.line(books.lastError(), LONGEST_ERROR)
                + " What waits is kept and sent when it answers again.";
    }

    private void tell(RegisteredFiles.Registered one, Verdict verdict) {
        if (!verdict.equals(told.put(one.file().name(), verdict))) {
            notice.told(one, verdict);
        }
    }

    /** As the author calls the file: by its key, with lines. */
    private static String words(RegisteredFiles.Registered one, List<Problem> problems) {
        return problems.stream()
                .map(problem -> key(one) + (problem.line() > 0 ? ":" + problem.line() : "") + ": " + problem.what())
                .collect(Collectors.joining(" "));
    }

    private static String key(RegisteredFiles.Registered one) {
        return one.file().name().replaceFirst("^.*/", "");
    }
}
