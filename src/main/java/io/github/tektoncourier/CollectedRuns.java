package io.github.tektoncourier;

import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.cloudevent.CloudEvents;
import io.github.tektoncourier.moment.Moments;
import io.github.tektoncourier.moment.Proof;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.Known;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.jspecify.annotations.Nullable;

/**
 * The stages between the watch and the journal, for applications other than the courier: collect-runs.camel.yaml in the
 * jar's folder tekton-courier is made of it. What was told is in the context's journal.
 */
public final class CollectedRuns implements CamelContextAware {

    private final Moments moments = new Moments();
    private @Nullable CamelContext camelContext;
    private @Nullable CloudEvents cloudEvents;

    @Override
    public @Nullable CamelContext getCamelContext() {
        return camelContext;
    }

    @Override
    public void setCamelContext(@Nullable CamelContext camelContext) {
        this.camelContext = camelContext;
    }

    /** Everything that a change proves. */
    public Proof moments(Change change) {
        return moments.moments(change);
    }

    /**
     * What of it is new, as CloudEvents.
     *
     * @throws IllegalStateException when the context has no journal
     */
    public synchronized Batch cloudEvents(Proof proof) {
        CloudEvents made = cloudEvents;
        if (made == null) {
            made = events();
            cloudEvents = made;
        }
        return made.cloudEvents(proof);
    }

    private CloudEvents events() {
        CamelContext context = camelContext;
        Known known = context == null ? null : context.getRegistry().findSingleByType(Known.class);
        if (context == null || known == null) {
            throw new IllegalStateException(
                    "collect-runs.camel.yaml needs a journal, which remembers what was told, and"
                            + " there is none in this Camel context. Set camel.component.journal.directory to a folder that stays.");
        }
        return new CloudEvents(
                context.getPropertiesComponent()
                        .resolveProperty("courier.cluster")
                        .orElse(""),
                known);
    }
}
