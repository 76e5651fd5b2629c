package io.github.tektoncourier.watch;

import static io.github.tektoncourier.watch.Objects.frame;
import static io.github.tektoncourier.watch.Objects.taskRun;
import static io.github.tektoncourier.watch.ScriptedApi.framesAndHold;
import static io.github.tektoncourier.watch.ScriptedApi.list;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.tektoncourier.watch.reflect.ChangeReader;
import java.util.List;
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

/** An object that is no run is a mistake to be found: counted, logged once, and in the way of nothing else. */
class UnreadableObjectTest {

    private final ScriptedApi api = new ScriptedApi();
    private final Flow flow = new Flow(api.client());
    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Logger logger = (Logger) LogManager.getLogger(ChangeReader.class);
    private final AbstractAppender ear = new AbstractAppender("ear", null, null, false, Property.EMPTY_ARRAY) {
        @Override
        public void append(LogEvent event) {
            logged.add(event.getMessage().getFormattedMessage());
        }
    };

    @BeforeEach
    void listen() {
        ear.start();
        logger.addAppender(ear);
        // Tests are silent else.
        logger.setLevel(Level.WARN);
    }

    @AfterEach
    void close() {
        logger.removeAppender(ear);
        logger.setLevel(null);
        flow.close();
        api.close();
    }

    @Test
    void it_is_logged_once_with_namespace_name_and_reason_counted_and_passed_over() {
        String broken = "{\"apiVersion\":\"tekton.dev/v1\",\"kind\":\"TaskRun\",\"metadata\":"
                + "{\"namespace\":\"shop\",\"name\":\"build\\n7\",\"resourceVersion\":\"11\"}}";
        api.lists("taskruns", list("10"))
                .watches("taskruns", framesAndHold(frame("ADDED", broken), frame("ADDED", taskRun("b", 12))));

        flow.from("tekton:runs?kinds=taskruns&announce=all&cluster=test");

        await().untilAsserted(() -> assertThat(flow.told()).containsExactly("LIST_COMPLETE@10", "ADDED b@12"));
        assertThat(flow.state().unreadable()).isEqualTo(1);
        assertThat(logged).hasSize(1).allSatisfy(line -> assertThat(line)
                .startsWith("Watch of taskruns in all namespaces: passed over shop/build")
                .endsWith("has no metadata.uid. Objects that an API server stores always have one.")
                .doesNotContain("\n"));
    }
}
