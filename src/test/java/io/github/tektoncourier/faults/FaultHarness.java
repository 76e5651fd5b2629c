package io.github.tektoncourier.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.opentest4j.TestAbortedException;

/** {@code bench/faults}: plays scenarios and prints one row of a table for each; exit 1 when one of them fails. */
public final class FaultHarness {

    private FaultHarness() {}

    public static void main(String[] arguments) throws Exception {
        // A harness that is stopped leaves no couriers and API servers behind.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly)));
        if (arguments.length > 0 && arguments[0].equals("pairs")) {
            System.exit(Pairs.main(List.of(arguments).subList(1, arguments.length)) ? 0 : 1);
        }
        List<String> names = new ArrayList<>(List.of(arguments));
        boolean full = names.remove("--full");
        names.remove("--quick");
        List<Scenario> chosen = chosen(names);
        if (chosen.isEmpty()) {
            System.err.println("usage: bench/faults SCENARIO... [--quick|--full], or: bench/faults all");
            Scenarios.ALL.forEach(s -> System.err.printf("  %-16s %s%n", s.name(), s.what()));
            System.err.println("or: bench/faults pairs [N] [--seed S] [--at-once K] [--list]: two at a time, drawn");
            System.exit(2);
        }
        System.out.println(Report.HEAD);
        boolean passed = true;
        for (Scenario scenario : chosen) {
            Report report;
            try {
                report = play(scenario, full);
            } catch (TestAbortedException e) {
                System.out.println("| " + scenario.name() + " | " + e.getMessage() + " |");
                passed = false;
                continue;
            }
            System.out.println(report.row());
            report.complaints().forEach(complaint -> System.err.println("  " + scenario.name() + ": " + complaint));
            passed &= report.passed();
        }
        System.exit(passed ? 0 : 1);
    }

    /** Plays one scenario in a folder of its own; when it fails the folder stays, with the courier's log. */
    static Report play(Scenario scenario, boolean full) throws Exception {
        Path folder = Files.createTempDirectory("courier-faults-" + scenario.name());
        Report report;
        try (Trial trial = new Trial(folder, full)) {
            try {
                scenario.play().on(trial);
            } catch (TestAbortedException e) {
                throw e;
            } catch (RuntimeException | AssertionError e) {
                trial.check("the scenario broke off: " + e, false);
            }
            report = trial.report(scenario);
        }
        if (report.passed()) {
            delete(folder);
        } else {
            System.err.println("  " + scenario.name() + ": log and journal are kept in " + folder);
        }
        return report;
    }

    private static List<Scenario> chosen(List<String> names) {
        return names.equals(List.of("all"))
                ? Scenarios.ALL
                : Scenarios.ALL.stream().filter(s -> names.contains(s.name())).toList();
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            Path[] all = files.toArray(Path[]::new);
            for (int i = all.length - 1; i >= 0; i--) {
                Files.deleteIfExists(all[i]);
            }
        }
    }
}
