package io.github.tektoncourier.routes.camel;

import org.apache.camel.LoggingLevel;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Registry;

/**
 * A Camel context for hundreds of routes. Camel (4.18) removes a route of the same id before it adds one, and gathers the
 * endpoints of all routes for that, also where there is no such route: the time for N routes grows with N².
 */
public final class ManyRoutesContext extends DefaultCamelContext {

    /** A context that is neither built nor started, as Camel's main wants it. */
    public ManyRoutesContext(Registry registry) {
        super(false);
        getCamelContextExtension().setRegistry(registry);
    }

    @Override
    protected boolean removeRoute(String id, LoggingLevel level) throws Exception {
        return getRouteServices().containsKey(id) && super.removeRoute(id, level);
    }
}
