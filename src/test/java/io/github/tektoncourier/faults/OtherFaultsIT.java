package io.github.tektoncourier.faults;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Another third of the scenarios, as {@link FaultsIT}. */
class OtherFaultsIT {

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void nothing_is_lost_and_nothing_comes_under_two_ids(Scenario scenario) throws Exception {
        FaultsIT.play(scenario);
    }

    static List<Scenario> scenarios() {
        return FaultsIT.everyThird(1);
    }
}
