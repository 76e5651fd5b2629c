package io.github.tektoncourier.kamelet;

import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Service;
import org.jspecify.annotations.Nullable;

/**
 * A bean of a Kamelet whose values are checked when its route starts and not when they are set. {@code camel export} sets
 * a marker in the place of each placeholder and builds routes in a context that does not start them by itself; there a
 * value is checked when the first message comes.
 */
public abstract class CheckedAtStart implements Service, CamelContextAware {

    private @Nullable CamelContext camelContext;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException says which is wrong and what to write
     */
    public abstract void check();

    @Override
    public @Nullable CamelContext getCamelContext() {
        return camelContext;
    }

    @Override
    public void setCamelContext(@Nullable CamelContext camelContext) {
        this.camelContext = camelContext;
    }

    @Override
    public void start() {
        CamelContext context = camelContext;
        if (context == null || !Boolean.FALSE.equals(context.isAutoStartup())) {
            check();
        }
    }

    @Override
    public void stop() {}
}
