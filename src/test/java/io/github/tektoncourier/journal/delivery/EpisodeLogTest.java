package io.github.tektoncourier.journal.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.journal.Subscription;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.Verdict;
import io.github.tektoncourier.journal.track.EventRow;
import io.github.tektoncourier.slot.SlotReading;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each line about one event names subscription, run, type, id and attempt, in this order. */
class EpisodeLogTest {

    private static final SubscriptionSettings SETTINGS = SubscriptionSettings.named("audit");
    private static final EventRow ROW = new EventRow(
            7,
            "dev.tekton.event.taskrun.failed.v1",
            "ci",
            "taskrun",
            "failure",
            "uid",
            0,
            "{\"namespace\":\"ci\",\"subject\":\"build-7\",\"type\":\"dev.tekton.event.taskrun.failed.v1\",\"id\":\"uid/failed\"}",
            1);
    private static final Lane.Failure FAILURE = new Lane.Failure(3, 1, 2, 1, 0, 0, "HTTP 503");
    private static final String ORDER =
            "Subscription audit: ci/build-7 dev.tekton.event.taskrun.failed.v1 uid/failed attempt ";

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger logger = (Logger) LogManager.getLogger(Subscription.class);
    private final AbstractAppender ear = new AbstractAppender("ear", null, null, false, Property.EMPTY_ARRAY) {
        @Override
        public void append(LogEvent event) {
            lines.add(event.getMessage().getFormattedMessage());
        }
    };

    @BeforeEach
    void listen() {
        ear.start();
        logger.addAppender(ear);
        logger.setLevel(Level.INFO);
    }

    @AfterEach
    void end() {
        logger.removeAppender(ear);
        logger.setLevel(null);
    }

    private static Lane lane() {
        Lane lane = new Destinations(SETTINGS, false, new SplittableRandom(1))
                .of("", 0)
                .lanes
                .of("uid");
        lane.about = "ci/build-7 dev.tekton.event.taskrun.failed.v1 uid/failed";
        return lane;
    }

    private static Object sample(Class<?> type) {
        Map<Class<?>, Object> samples = Map.of(
                DeliveryState.Attempt.class,
                new DeliveryState.Attempt(lane(), new Lane.Entry(7, ROW, false), false),
                Lane.class,
                lane(),
                EventRow.class,
                ROW,
                Lane.Failure.class,
                FAILURE,
                Verdict.class,
                Verdict.retry(true, "HTTP 503"),
                List.class,
                List.of(new SlotReading.RefusedValue("#x", "not allowed")),
                String.class,
                "why",
                int.class,
                2);
        return samples.get(type);
    }

    private static boolean isAboutOneEvent(Method said) {
        return Arrays.stream(said.getParameterTypes())
                .anyMatch(type -> List.of(DeliveryState.Attempt.class, Lane.class, EventRow.class)
                        .contains(type));
    }

    @Test
    void whatever_is_said_of_one_event_begins_with_the_same_words_in_the_same_order() throws Exception {
        List<String> asked = new ArrayList<>();
        for (Method said : DeliveryListener.class.getDeclaredMethods()) {
            if (isAboutOneEvent(said)) {
                Object[] values = Arrays.stream(said.getParameterTypes())
                        .map(EpisodeLogTest::sample)
                        .toArray();
                said.invoke(new EpisodeLog(SETTINGS), values);
                asked.add(said.getName());
            }
        }

        assertThat(asked).contains("failing", "dead", "parked", "tooLarge", "refused", "deadUnsent");
        assertThat(lines).hasSameSizeAs(asked).allMatch(line -> line.startsWith(ORDER));
        assertThat(lines).allMatch(line -> line.substring(ORDER.length()).matches("[03] .+"));
    }
}
