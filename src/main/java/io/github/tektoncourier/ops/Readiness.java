package io.github.tektoncourier.ops;

import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Not ready before every sink has its place in the journal and the cluster is being watched: Camel itself is up long
 * before that.
 */
public final class Readiness extends AbstractHealthCheck {

    private volatile boolean wired;

    public Readiness() {
        super("tekton-courier", "service");
    }

    /** Takes part in readiness; down until {@link #wired()}. */
    public void register(CamelContext context) {
        setCamelContext(context);
        HealthCheckRegistry registry = HealthCheckRegistry.get(context);
        if (registry != null) {
            registry.register(this);
        }
    }

    /** All routes are there. */
    public void wired() {
        wired = true;
    }

    /** Whether {@link #wired()} was called. */
    public boolean isWired() {
        return wired;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        if (wired) {
            builder.up();
        } else {
            builder.message("Starting: sinks are subscribed and routes are built before the cluster is watched.")
                    .down();
        }
    }
}
