package io.github.tektoncourier.journal.camel;

import io.github.tektoncourier.journal.Journal;
import io.github.tektoncourier.journal.JournalException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.LifecycleStrategySupport;
import org.jspecify.annotations.Nullable;

/** Brings the journal into routes: {@code to: journal:events} appends, {@code from: journal:events} subscribes. */
@Component("journal")
public class JournalComponent extends DefaultComponent {

    @Metadata(
            label = "advanced",
            autowired = true,
            description = "The journal to use. Without one, the only one in the registry.")
    private @Nullable Journal journal;

    private final Map<String, String> routes = new ConcurrentHashMap<>();

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        SendNotifier.addTo(getCamelContext());
        getCamelContext().addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onContextStopping(CamelContext context) {
                Journal stopping = found();
                if (stopping != null && !routes.isEmpty()) { // a dry run's context finds the journal, too
                    stopping.stopping();
                }
            }
        });
    }

    private @Nullable Journal found() {
        return journal != null ? journal : getCamelContext().getRegistry().findSingleByType(Journal.class);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        JournalEndpoint endpoint = new JournalEndpoint(uri, this);
        endpoint.setTopic(remaining);
        setProperties(endpoint, parameters);
        endpoint.check();
        return endpoint;
    }

    /** The journal, or a message that says what to do without one. */
    Journal journal(String caller) {
        Journal found = found();
        if (found == null) {
            throw new JournalException(caller + " needs the courier's journal, and there is none in this Camel context."
                    + " Run it with `courier run`, or use kamelet:tekton-runs-source, which reads straight from the"
                    + " cluster and needs no journal.");
        }
        return found;
    }

    /** Makes sure that no two routes share a subscription. */
    void claim(String subscription, String route) {
        String other = routes.putIfAbsent(subscription, route);
        if (other != null) {
            throw new JournalException("The routes " + other + " and " + route + " both subscribe as " + subscription
                    + ": each event would reach only one of them. Give one of them another subscription name.");
        }
    }

    void release(String subscription, String route) {
        routes.remove(subscription, route);
    }

    public @Nullable Journal getJournal() {
        return journal;
    }

    public void setJournal(@Nullable Journal journal) {
        this.journal = journal;
    }
}
