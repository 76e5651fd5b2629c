package io.github.tektoncourier.kamelet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.test.junit5.CamelTestSupport;

/** A Camel context that finds the shipped Kamelets and takes routes as users write them. */
public abstract class SinkTestSupport extends CamelTestSupport {

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        Properties properties = new Properties();
        properties.setProperty("camel.component.kamelet.location", "classpath:kamelets");
        context.getPropertiesComponent().setInitialProperties(properties);
        return context;
    }

    protected void load(String yaml) throws Exception {
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(ResourceHelper.fromString("test-" + System.nanoTime() + ".camel.yaml", yaml));
    }

    /** A route from {@code direct:in} through one Kamelet with the given parameters, as {@code key: "value"} lines. */
    protected void loadSink(String kamelet, Map<String, String> parameters) throws Exception {
        loadSink("in", kamelet, parameters);
    }

    /** The same from {@code direct:} and this name, for tests that need several. */
    protected void loadSink(String from, String kamelet, Map<String, String> parameters) throws Exception {
        StringBuilder yaml = new StringBuilder(
                """
                - route:
                    id: under-test-%s
                    from:
                      uri: direct:%s
                      steps:
                        - to:
                            uri: kamelet:%s
                """
                        .formatted(from, from, kamelet));
        yaml.append(parameters.isEmpty() ? "" : "            parameters:\n");
        parameters.forEach((key, value) -> yaml.append("              ")
                .append(key)
                .append(": \"")
                .append(value)
                .append("\"\n"));
        load(yaml.toString());
    }

    /** One of the shipped sink files, its source replaced by {@code direct:in} and its settings set. */
    protected void loadShipped(String name, Map<String, String> settings) throws Exception {
        Properties properties = new Properties();
        properties.putAll(settings);
        context.getPropertiesComponent().setOverrideProperties(properties);
        load(fromDirect(shipped(name)));
    }

    /** The same routes, fed by {@code direct:in}. */
    protected static String fromDirect(String yaml) throws Exception {
        YAMLMapper mapper = new YAMLMapper();
        JsonNode routes = mapper.readTree(yaml);
        for (JsonNode route : routes) {
            ObjectNode from = (ObjectNode) route.at("/route/from");
            from.put("uri", "direct:in").remove("parameters");
        }
        return mapper.writeValueAsString(routes);
    }

    protected static String shipped(String name) throws Exception {
        try (var in = Objects.requireNonNull(
                SinkTestSupport.class.getResourceAsStream("/routes/sinks/" + name + ".camel.yaml"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    protected Exchange send(Map<String, Object> headers, byte[] body) {
        return send("direct:in", headers, body);
    }

    protected Exchange send(String to, Map<String, Object> headers, byte[] body) {
        return template.send(to, exchange -> {
            exchange.getMessage().setHeaders(new HashMap<>(headers));
            exchange.getMessage().setBody(body);
        });
    }

    protected Exchange send() {
        return send(Events.headers(), Events.data());
    }
}
