package io.github.tektoncourier.issues;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.journal.camel.AnswerInterceptor;
import io.github.tektoncourier.journal.camel.FailoverTargets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.DefaultChannel;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each file with an HTTP sink logged a warning of Camel's about an interceptor of the courier's. */
class StartWithoutWarningsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- to: { uri: 'kamelet:cloudevents-http-sink', parameters: { url: 'https://h.example' } }",
                "- to: { uri: 'kamelet:http-json-sink', parameters: { url: 'https://h.example', body: '{a: .taskRun}' } }",
                "- to: { uri: 'kamelet:tekton-slack-sink', parameters: { webhookUrl: 'https://h.example' } }",
                "- multicast: { steps: [ { pipeline: { steps: [ { to: 'log:a' }, { to: 'log:b' } ] } } ] }"
            })
    void a_step_of_ours_starts_without_a_warning_of_camel(String step) throws Exception {
        List<String> warnings = new CopyOnWriteArrayList<>();
        AbstractAppender ear = new AbstractAppender("ear", null, null, false, Property.EMPTY_ARRAY) {
            @Override
            public void append(LogEvent event) {
                warnings.add(event.getMessage().getFormattedMessage());
            }
        };
        ear.start();
        Logger logger = (Logger) LogManager.getLogger(DefaultChannel.class);
        logger.addAppender(ear);
        logger.setLevel(Level.WARN);
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getComponent("kamelet", KameletComponent.class).setLocation("file:kamelets");
            AnswerInterceptor.addTo(context);
            FailoverTargets.addTo(context);
            context.start();

            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(ResourceHelper.fromString(
                            "a.camel.yaml",
                            "- route: { id: a, from: { uri: 'direct:a', steps: [ { " + step.substring(2) + " }"
                                    + " ] } }"));
        } finally {
            logger.removeAppender(ear);
            logger.setLevel(null);
        }

        assertThat(warnings).isEmpty();
    }
}
