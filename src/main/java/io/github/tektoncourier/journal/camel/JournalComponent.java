package io.github.tektoncourier.journal.camel;

import io.github.tektoncourier.journal.Journal;
import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.text.Durations;
import io.github.tektoncourier.text.Sizes;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    @Metadata(
            description =
                    "A folder for a journal of the component's own, on a disk that stays. Without it, the journal of"
                            + " the registry is used. One process owns the folder at a time.")
    private @Nullable String directory;

    @Metadata(
            defaultValue = "72h",
            description =
                    "How long a journal of the component's own keeps an event once all subscriptions have passed it.")
    private String retention = "72h";

    @Metadata(
            defaultValue = "4GiB",
            description =
                    "Size at which a journal of the component's own takes nothing more, so that the watch pauses.")
    private String maxSize = "4GiB";

    @Metadata(
            defaultValue = "1m",
            description =
                    "How long to wait for another process to leave the folder of a journal of the component's own.")
    private String lockWait = "1m";

    @Metadata(
            description = "Subscriptions, separated by comma, that no route has any more and for which a journal of the"
                    + " component's own is to keep nothing.")
    private String giveUp = "";

    private @Nullable OwnJournal own;
    private final Map<String, String> routes = new ConcurrentHashMap<>();

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        SendNotifier.addTo(getCamelContext());
        // Routes are made before components start. An application names the component's options, so it is there by
        // then.
        FailoverTargets.addTo(getCamelContext());
        AnswerInterceptor.addTo(getCamelContext());
        FilterNotes.addTo(getCamelContext());

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

    /** Options are set by now, and no route has started. */
    @Override
    protected void doStart() throws Exception {
        super.doStart();
        openOwn();
    }

    private void openOwn() {
        String folder = directory;
        if (folder == null || folder.isBlank()) {
            return;
        }
        if (found() != null) {
            throw new JournalException("This Camel context has a journal already, so camel.component.journal.directory="
                    + folder + " would be another one. Take one of them away.");
        }
        long size = Sizes.bytes(maxSize)
                .orElseThrow(() -> new JournalException(
                        "camel.component.journal.maxSize=" + maxSize + " is no size. Write it like 512MiB or 4GiB."));
        JournalSettings settings = JournalSettings.in(Path.of(folder))
                .withRetention(Durations.parse("camel.component.journal.retention", retention))
                .withMaxSize(size)
                .withLockWait(Durations.parse("camel.component.journal.lockWait", lockWait));
        own = OwnJournal.open(
                getCamelContext(),
                settings,
                Stream.of(giveUp.split(",", -1))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .collect(Collectors.toSet()));
    }

    @Override
    protected void doShutdown() throws Exception {
        super.doShutdown();
        OwnJournal opened = own;
        own = null;
        if (opened != null) {
            opened.close();
        }
    }

    private @Nullable Journal found() {
        if (own != null) {
            return own.journal();
        }
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
                    + " Give it one by camel.component.journal.directory=FOLDER, run it with `courier run`, or use"
                    + " kamelet:tekton-runs-source, which reads straight from the cluster and needs no journal.");
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

    public @Nullable String getDirectory() {
        return directory;
    }

    public void setDirectory(@Nullable String directory) {
        this.directory = directory;
    }

    public String getRetention() {
        return retention;
    }

    public void setRetention(String retention) {
        this.retention = retention;
    }

    public String getMaxSize() {
        return maxSize;
    }

    public void setMaxSize(String maxSize) {
        this.maxSize = maxSize;
    }

    public String getGiveUp() {
        return giveUp;
    }

    public void setGiveUp(String giveUp) {
        this.giveUp = giveUp;
    }

    public String getLockWait() {
        return lockWait;
    }

    public void setLockWait(String lockWait) {
        this.lockWait = lockWait;
    }
}
