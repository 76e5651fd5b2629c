package io.github.tektoncourier.sinktest;

import io.github.tektoncourier.offline.RecordedRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Pairs what a test expects with what came, and says what is left over on either side. */
public final class SinkTestVerdict {

    private static final int MOST_REASONS = 10;

    private final SinkTest test;
    private final List<Outgoing> came = new ArrayList<>();
    private final List<Outgoing.LeftOut> leftOut = new ArrayList<>();
    private final List<Mismatch> found = new ArrayList<>();

    private SinkTestVerdict(SinkTest test, List<Outgoing> all) {
        this.test = test;
        for (Outgoing one : all) {
            if (one instanceof Outgoing.LeftOut left) {
                leftOut.add(left);
            } else {
                came.add(one);
            }
        }
    }

    /** What is not as the test expects; nothing where it passes. */
    public static List<Mismatch> of(SinkTest test, List<Outgoing> all) {
        SinkTestVerdict verdict = new SinkTestVerdict(test, all);
        verdict.never();
        List<ExpectedSend> expected = new ArrayList<>();
        test.expected().forEach(one -> expected.addAll(Collections.nCopies(one.times(), one)));
        if (test.order()) {
            verdict.inOrder(expected);
        } else {
            verdict.inAnyOrder(expected);
        }
        return verdict.found;
    }

    private void never() {
        for (ExpectedSend never : test.never()) {
            came.stream()
                    .filter(one -> SendComparison.matches(never, one))
                    .forEach(one -> found.add(new Mismatch(never.line(), "must not come: " + words(one))));
        }
    }

    private void inOrder(List<ExpectedSend> expected) {
        int next = 0;
        for (ExpectedSend one : expected) {
            int at = next;
            while (at < came.size() && !SendComparison.matches(one, came.get(at))) {
                at++;
            }
            if (at < came.size()) {
                came.subList(next, at).forEach(this::extra);
                next = at + 1;
            } else if (next < came.size() && !test.others() && SendComparison.concerns(one, came.get(next))) {
                found.addAll(SendComparison.differences(one, came.get(next)));
                next++;
            } else {
                missing(one, came.subList(next, came.size()));
            }
        }
        came.subList(next, came.size()).forEach(this::extra);
    }

    private void inAnyOrder(List<ExpectedSend> expected) {
        int[] takenBy = new int[came.size()];
        Arrays.fill(takenBy, -1);
        List<ExpectedSend> unmatched = new ArrayList<>();
        for (int i = 0; i < expected.size(); i++) {
            if (!place(i, expected, takenBy, new boolean[came.size()])) {
                unmatched.add(expected.get(i));
            }
        }
        List<Outgoing> free = new ArrayList<>();
        for (int i = 0; i < takenBy.length; i++) {
            if (takenBy[i] < 0) {
                free.add(came.get(i));
            }
        }
        for (ExpectedSend one : unmatched) {
            missing(one, free);
        }
        free.forEach(this::extra);
    }

    /** An augmenting path: a request that another expectation can do without changes hands. */
    private boolean place(int expectation, List<ExpectedSend> expected, int[] takenBy, boolean[] seen) {
        for (int i = 0; i < takenBy.length; i++) {
            if (!seen[i] && SendComparison.matches(expected.get(expectation), came.get(i))) {
                seen[i] = true;
                if (takenBy[i] < 0 || place(takenBy[i], expected, takenBy, seen)) {
                    takenBy[i] = expectation;
                    return true;
                }
            }
        }
        return false;
    }

    private void extra(Outgoing one) {
        if (one instanceof Outgoing.Failure || !test.others()) {
            found.add(new Mismatch(
                    test.line(), (one instanceof Outgoing.Failure ? "" : "came, and is not expected: ") + words(one)));
        }
    }

    /** Says how the likeliest candidate differs, or why nothing came. */
    private void missing(ExpectedSend expected, List<Outgoing> candidates) {
        Optional<Outgoing> like = candidates.stream()
                .filter(one -> SendComparison.concerns(expected, one))
                .findFirst();
        if (like.isPresent()) {
            Mismatch first = SendComparison.differences(expected, like.get()).stream()
                    .findFirst()
                    .orElse(new Mismatch(expected.line(), "comes later than expected; order: any allows that"));
            found.add(new Mismatch(first.line(), first.what(), first.details()));
            return;
        }
        Map<String, Set<String>> reasons = new LinkedHashMap<>();
        leftOut.stream()
                .filter(left -> expected.event().matches(left.event()))
                .filter(left ->
                        expected.subscription().map(left.subscription()::equals).orElse(true))
                .forEach(left -> reasons.computeIfAbsent(
                                left.subscription() + ": filtered by " + left.why(), any -> new LinkedHashSet<>())
                        .add(left.event()));
        found.add(new Mismatch(
                expected.line(),
                expected.fails().isPresent() ? "no such event fails" : "no such request came",
                reasons.entrySet().stream()
                        .map(reason -> reason.getKey() + ": " + String.join(", ", reason.getValue()))
                        .limit(MOST_REASONS)
                        .toList()));
    }

    private static String words(Outgoing one) {
        String where = one.event() + " at " + one.subscription();
        if (one instanceof Outgoing.Failure failure) {
            return where + " fails: " + failure.why();
        }
        RecordedRequest request = ((Outgoing.Request) one).request();
        return where + ": " + request.method() + " " + SendComparison.address(request)
                + (request.line() > 0 ? " (" + request.step() + ", line " + request.line() + ")" : "");
    }
}
