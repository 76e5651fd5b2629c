package io.github.tektoncourier.routes;

import io.github.tektoncourier.routes.camel.ManyRoutesContext;
import io.github.tektoncourier.routes.camel.SinglePassParser;
import io.github.tektoncourier.routes.check.file.Problem;
import io.github.tektoncourier.routes.check.file.RouteFile;
import io.github.tektoncourier.routes.check.kamelet.Kamelets;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.PluginHelper;

/**
 * Builds the routes of files in a Camel context of their own that never starts them, so that a mistake leaves no trace in
 * the one that runs. One context serves all files of a change: it reads each Kamelet once.
 */
final class DryRun implements AutoCloseable {

    private final ManyRoutesContext scratch;
    private final RunningRoutes routes;

    /**
     * Begins without routes.
     *
     * @param like the context that runs, for its beans and for where its Kamelets are
     * @param properties for placeholders
     * @param kamelets which of them were checked
     */
    DryRun(CamelContext like, Properties properties, Kamelets kamelets) {
        scratch = new ManyRoutesContext(new DefaultRegistry(like.getRegistry()));
        scratch.build();
        scratch.setAutoStartup(false);
        scratch.getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
        scratch.getPropertiesComponent().setOverrideProperties(properties);
        SinglePassParser.addTo(scratch);
        if (like.getComponent("kamelet", false) instanceof KameletComponent component) {
            UnbuiltKamelets unbuilt = new UnbuiltKamelets(name ->
                    kamelets.find(name).filter(Kamelets.Parameters::original).isPresent());
            unbuilt.setLocation(component.getLocation());
            scratch.addComponent("kamelet", unbuilt);
        }
        ParameterValue.teach(scratch);
        scratch.start();
        routes = new RunningRoutes(scratch);
    }

    /**
     * What Camel says against a file; empty where it takes it.
     *
     * @param unfilled puts placeholders back into a text where Camel filled them in
     */
    List<Problem> of(RouteFile file, LoadableFile given, UnaryOperator<String> unfilled) {
        Set<Endpoint> endpoints = Set.copyOf(scratch.getEndpoints());
        given.bind(scratch.getRegistry());
        try {
            PluginHelper.getRoutesLoader(scratch).loadRoutes(given.resource(file));
            return List.of();
        } catch (Exception e) {
            return List.of(CamelProblems.of(file, e, unfilled));
        } finally {
            routes.discard(routes.own());
            routes.forget(endpoints);
            given.unbind(scratch.getRegistry());
        }
    }

    @Override
    public void close() {
        scratch.stop();
    }
}
