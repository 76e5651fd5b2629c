package io.github.tektoncourier.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.config.xml.XmlConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A step {@code log} of a sink file printed nothing, because everything but the courier was silent below WARN. */
class StepLogPrintsAtItsLevelTest {

    @ParameterizedTest
    @CsvSource({
        "team-slack, INFO",
        "audit, INFO",
        "my.own.name, INFO",
        "io.github.tektoncourier.Service, INFO",
        "org.apache.camel.component.http, WARN",
        "org.eclipse, WARN",
        "io.netty, WARN",
        "org.apache.kafka.clients.NetworkClient, OFF"
    })
    void what_a_route_logs_shows_and_libraries_are_quiet(String name, String level) throws Exception {
        URL file = getClass().getResource("/tekton-courier-log4j2.xml");
        XmlConfiguration shipped =
                new XmlConfiguration(new LoggerContext("shipped"), new ConfigurationSource(file.openStream(), file));

        shipped.initialize();

        assertThat(shipped.getLoggerConfig(name).getLevel()).hasToString(level);
    }

    @Test
    void a_step_logs_under_its_routes_name_at_the_level_that_it_names() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        AbstractAppender ear = new AbstractAppender("ear", null, null, false, Property.EMPTY_ARRAY) {
            @Override
            public void append(LogEvent event) {
                lines.add(event.getLevel() + " " + event.getLoggerName() + " "
                        + event.getMessage().getFormattedMessage());
            }
        };
        ear.start();
        Logger logger = (Logger) LogManager.getLogger("team-slack");
        logger.addAppender(ear);
        logger.setLevel(Level.INFO);
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.start();
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(
                            ResourceHelper.fromString(
                                    "a.camel.yaml",
                                    """
                                    - route:
                                        id: team-slack
                                        from:
                                          uri: direct:in
                                          steps:
                                            - log: "plain"
                                            - log: { message: "bad", loggingLevel: WARN }
                                            - log: { message: "hidden", loggingLevel: DEBUG }
                                    """));

            context.createProducerTemplate().sendBody("direct:in", "x");
        } finally {
            logger.removeAppender(ear);
            logger.setLevel(null);
        }

        assertThat(lines).containsExactly("INFO team-slack plain", "WARN team-slack bad");
    }
}
