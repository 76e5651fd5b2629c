package io.github.tektoncourier.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
import org.opentest4j.TestAbortedException;

/** {@code bench/faults pairs [N] [--seed S] [--at-once K] [--list]}: seeds S, S+1, …, each one pair. */
final class Pairs {

    private static final int SOME = 20;

    private Pairs() {}

    /** Plays what the command line asks for; true when every pair passed. */
    static boolean main(List<String> arguments) throws Exception {
        List<String> rest = new ArrayList<>(arguments);
        long seed = option(rest, "--seed", 0);
        int atOnce = (int) option(rest, "--at-once", 1);
        long first = seed == 0 ? ThreadLocalRandom.current().nextLong(1, 1_000_000) : seed;
        if (rest.remove("--list")) {
            LongStream.range(first, first + number(rest, seed))
                    .forEach(one -> System.out.println(
                            one + ": " + PairDraw.of(one, PairOperations.ALL).words()));
            return true;
        }
        long count = number(rest, seed);
        System.err.println("pairs: seeds " + first + " to " + (first + count - 1));
        System.out.println(Report.HEAD);
        ExecutorService players = Executors.newFixedThreadPool(atOnce);
        List<Long> failed = new ArrayList<>();
        List<Future<Boolean>> played = LongStream.range(first, first + count)
                .mapToObj(one -> players.submit((Callable<Boolean>) () -> play(one)))
                .toList();
        for (int n = 0; n < played.size(); n++) {
            if (!played.get(n).get()) {
                failed.add(first + n);
            }
        }
        players.shutdown();
        System.err.println("pairs: " + (count - failed.size()) + " of " + count + " passed"
                + (failed.isEmpty() ? "" : "; failed seeds: " + failed));
        return failed.isEmpty();
    }

    private static boolean play(long seed) throws Exception {
        Report report;
        try {
            report = FaultHarness.play(Pair.scenario(seed), false);
        } catch (TestAbortedException e) {
            synchronized (Pairs.class) {
                System.out.println("| pair-" + seed + " | " + e.getMessage() + " |");
            }
            return false;
        }
        synchronized (Pairs.class) {
            System.out.println(report.row());
            report.complaints().forEach(complaint -> System.err.println("  pair-" + seed + ": " + complaint));
            if (!report.passed()) {
                System.err.println("  pair-" + seed + ": plays again by: bench/faults pairs --seed " + seed);
            }
        }
        return report.passed();
    }

    /** How many: as asked for, else the one seed that was given, else some. */
    private static long number(List<String> rest, long seed) {
        if (rest.isEmpty()) {
            return seed == 0 ? SOME : 1;
        }
        return Long.parseLong(rest.get(0));
    }

    private static long option(List<String> arguments, String name, long otherwise) {
        int at = arguments.indexOf(name);
        if (at < 0) {
            return otherwise;
        }
        arguments.remove(at);
        if (at >= arguments.size()) {
            throw new IllegalArgumentException(name + " needs a number");
        }
        return Long.parseLong(arguments.remove(at));
    }
}
