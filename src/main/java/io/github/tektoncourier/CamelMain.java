package io.github.tektoncourier;

import io.github.tektoncourier.routes.camel.ManyRoutesContext;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;

/** Camel with the settings of the courier, in the service and in {@code courier validate} alike. */
final class CamelMain extends Main {

    CamelMain(Settings settings) {
        setDefaultPropertyPlaceholderLocation("false"); // the class path's application.properties is another program's
        setShutdownStrategy(new SimpleMainShutdownStrategy());
        settings.all().forEach(this::addOverrideProperty);
        bind("egressRules", settings.egress());
        addMainListener(new SinkComponents());
    }

    @Override
    protected CamelContext createCamelContext() {
        return new ManyRoutesContext(registry);
    }
}
