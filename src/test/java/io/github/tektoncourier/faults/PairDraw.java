package io.github.tektoncourier.faults;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * What a seed stands for: two operations, when they begin and how long they hold, and the rule of first sight.
 *
 * @param announce {@code new} or {@code all}
 */
record PairDraw(long seed, String announce, Step first, Step second) {

    private static final int LONGEST_WAIT = 1_000;
    private static final int SHORTEST = 1_500;
    private static final int LONGEST = 4_500;

    /**
     * One of the two.
     *
     * @param after milliseconds from the begin of both to the begin of this one
     * @param holds milliseconds from when it is in force to its end
     * @param kills whether a restart that it needs is a {@code kill -9}
     * @param dice for what else it leaves to chance
     */
    record Step(Operation operation, int after, int holds, boolean kills, int dice) {
        /** Whether a restart waits until the courier is ready, so that the change is in force while it holds. */
        boolean waits() {
            return dice % 3 != 0;
        }

        String words() {
            boolean told = kills && operation.traits().contains(Operation.Trait.RESTARTS);
            return operation + (told ? " by kill -9" : "") + " from " + after + " for " + holds + " ms";
        }
    }

    /** The same for the same seed, on every machine. */
    static PairDraw of(long seed, List<Operation> operations) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> families =
                operations.stream().map(Operation::family).distinct().toList();
        String one = families.get(random.nextInt(families.size()));
        List<String> others = families.stream().filter(any -> !any.equals(one)).toList();
        String other = others.get(random.nextInt(others.size()));
        Step first = step(random, operations, one, random.nextInt(LONGEST_WAIT));
        Step second = step(random, operations, other, first.after() + random.nextInt(first.holds()));
        return new PairDraw(seed, random.nextBoolean() ? "new" : "all", first, second);
    }

    private static Step step(SplittableRandom random, List<Operation> operations, String family, int after) {
        List<Operation> members =
                operations.stream().filter(any -> any.family().equals(family)).toList();
        return new Step(
                members.get(random.nextInt(members.size())),
                after,
                SHORTEST + random.nextInt(LONGEST - SHORTEST),
                random.nextInt(3) == 0,
                random.nextInt(1_000));
    }

    boolean has(Operation.Trait trait) {
        return steps().anyMatch(step -> step.operation().traits().contains(trait));
    }

    Stream<Step> steps() {
        return Stream.of(first, second);
    }

    String words() {
        return first.words() + " × " + second.words() + ", announce=" + announce;
    }
}
