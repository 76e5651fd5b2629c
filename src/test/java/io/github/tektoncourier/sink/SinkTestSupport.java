package io.github.tektoncourier.sink;

import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.test.junit5.CamelTestSupport;

/** A Camel context that finds the shipped Kamelets and takes routes as users write them. */
abstract class SinkTestSupport extends CamelTestSupport {

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        Properties properties = new Properties();
        properties.setProperty("camel.component.kamelet.location", "classpath:kamelets");
        context.getPropertiesComponent().setInitialProperties(properties);
        return context;
    }

    void load(String yaml) throws Exception {
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(ResourceHelper.fromString("test-" + System.nanoTime() + ".camel.yaml", yaml));
    }

    /** A route from {@code direct:in} through one Kamelet with the given parameters, as {@code key: "value"} lines. */
    void loadSink(String kamelet, Map<String, String> parameters) throws Exception {
        StringBuilder yaml = new StringBuilder(
                """
                - route:
                    id: under-test
                    from:
                      uri: direct:in
                      steps:
                        - to:
                            uri: kamelet:%s
                            parameters:
                """
                        .formatted(kamelet));
        parameters.forEach((key, value) -> yaml.append("              ")
                .append(key)
                .append(": \"")
                .append(value)
                .append("\"\n"));
        load(yaml.toString());
    }

    Exchange send(Map<String, Object> headers, byte[] body) {
        return template.send("direct:in", exchange -> {
            exchange.getMessage().setHeaders(new java.util.HashMap<>(headers));
            exchange.getMessage().setBody(body);
        });
    }

    Exchange send() {
        return send(Events.headers(), Events.data());
    }
}
