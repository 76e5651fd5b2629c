package io.github.tektoncourier.ops;

import io.vertx.core.http.HttpMethod;
import java.util.function.BooleanSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/**
 * {@code /observe/health/started}, for startup probes: 200 once the service is wired, whatever becomes of it later.
 * Camel's own server has live and ready only.
 */
public final class StartedEndpoint {

    public static final String PATH = "/observe/health/started";

    private StartedEndpoint() {}

    /** Serves it on the server that has the other health endpoints; where there is none, nobody asks. */
    public static void serve(CamelContext context, BooleanSupplier started) {
        VertxPlatformHttpRouter router = context.getRegistry().findSingleByType(VertxPlatformHttpRouter.class);
        if (router == null) {
            return;
        }
        router.route(PATH).method(HttpMethod.GET).handler(request -> {
            boolean up = started.getAsBoolean();
            request.response()
                    .setStatusCode(up ? 200 : 503)
                    .putHeader("content-type", "application/json")
                    .end(up ? "{\"status\":\"UP\"}" : "{\"status\":\"DOWN\"}");
        });
    }
}
