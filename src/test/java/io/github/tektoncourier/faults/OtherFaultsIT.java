package io.github.tektoncourier.faults;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The scenarios that {@link FaultsIT} leaves out. */
class OtherFaultsIT {

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void nothing_is_lost_and_nothing_comes_under_two_ids(Scenario scenario) throws Exception {
        FaultsIT.play(scenario);
    }

    static List<Scenario> scenarios() {
        return FaultsIT.everySecond(1);
    }
}
