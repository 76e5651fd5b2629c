package io.github.tektoncourier.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The quick size of every third scenario of {@link Scenarios#ofBuild}; {@link OtherFaultsIT} and {@link FurtherFaultsIT}
 * play the others, in processes beside this one.
 */
class FaultsIT {

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void nothing_is_lost_and_nothing_comes_under_two_ids(Scenario scenario) throws Exception {
        play(scenario);
    }

    static List<Scenario> scenarios() {
        return everyThird(0);
    }

    static List<Scenario> everyThird(int first) {
        List<Scenario> played = Scenarios.ofBuild(Boolean.getBoolean("courier.faults.all"));
        return IntStream.range(0, played.size())
                .filter(index -> index % 3 == first)
                .mapToObj(played::get)
                .toList();
    }

    static void play(Scenario scenario) throws Exception {
        Report report = FaultHarness.play(scenario, false);

        System.out.println(report.row());
        assertThat(report.complaints()).as(report.row()).isEmpty();
        assertThat(report.passed()).as(report.row()).isTrue();
    }
}
