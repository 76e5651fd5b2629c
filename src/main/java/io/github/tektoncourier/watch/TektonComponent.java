package io.github.tektoncourier.watch;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.tektoncourier.cluster.Cluster;
import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.watch.api.ApiServer;
import io.github.tektoncourier.watch.api.RequestCounts;
import io.github.tektoncourier.watch.reflect.ByteBudget;
import io.github.tektoncourier.watch.reflect.History;
import io.github.tektoncourier.watch.reflect.WatchState;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.jspecify.annotations.Nullable;

/**
 * Brings what a cluster says about Tekton runs into Camel: {@code tekton:runs} and {@code tekton:kubernetes-events}.
 */
@Component("tekton")
public class TektonComponent extends DefaultComponent {

    @Metadata(
            label = "advanced",
            autowired = true,
            description =
                    "The client whose credentials and connection settings are used. Without one, the kubeconfig or"
                            + " the service account is found as kubectl finds it.")
    private @Nullable KubernetesClient kubernetesClient;

    @Metadata(
            label = "advanced",
            autowired = true,
            description =
                    "Where positions and what was told are remembered. Without one, each consumer remembers its own in"
                            + " memory.")
    private @Nullable Known known;

    @Metadata(
            label = "advanced",
            defaultValue = "16777216",
            description =
                    "Bytes of changes that may be on their way through the routes at once, for all watches and lists"
                            + " together. When they are used up nothing more is read from the API server.")
    private int maxBytesInFlight = 16 * 1024 * 1024;

    @Metadata(
            label = "advanced",
            defaultValue = "85",
            description =
                    "Seconds after which an open watch of runs that said nothing counts as dead: the API server sends"
                            + " a bookmark about every minute. Watches of core Events get none, so the API server is asked"
                            + " to close them after seven tenths of that, and a quarter more later they count as dead.")
    private int silenceSeconds = 85;

    private final RequestCounts requests = new RequestCounts();
    private final List<TektonConsumer> consumers = new CopyOnWriteArrayList<>();
    private @Nullable Cluster ownCluster;
    private @Nullable ByteBudget budget;
    private @Nullable History history;

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        TektonEndpoint endpoint = new TektonEndpoint(uri, this);
        endpoint.setStream(remaining);
        setProperties(endpoint, parameters);
        endpoint.check();
        return endpoint;
    }

    /** How every watcher of every started consumer is doing. */
    public List<WatchState> states() {
        return consumers.stream()
                .flatMap(consumer -> consumer.states().stream())
                .toList();
    }

    /** Requests to the API server by verb and answer. */
    public Map<RequestCounts.Request, Long> requests() {
        return requests.counts();
    }

    /** Bytes that were received and are not durable yet. */
    public int bytesInFlight() {
        return budget().used();
    }

    void started(TektonConsumer consumer) {
        consumers.add(consumer);
    }

    void stopped(TektonConsumer consumer) {
        consumers.remove(consumer);
    }

    synchronized ByteBudget budget() {
        ByteBudget shared = budget;
        if (shared == null) {
            shared = new ByteBudget(maxBytesInFlight);
            budget = shared;
        }
        return shared;
    }

    /** The knowledge of the API server's history that all watches share, so that a start asks once. */
    synchronized History history(Supplier<History> made) {
        History shared = history;
        if (shared == null) {
            shared = made.get();
            history = shared;
        }
        return shared;
    }

    /**
     * The API server, reached with the credentials of the client that was given or found; a new object for each
     * consumer.
     */
    ApiServer api() {
        return new ApiServer(client(), requests);
    }

    private synchronized KubernetesClient client() {
        KubernetesClient given = kubernetesClient;
        if (given == null) {
            given = getCamelContext().getRegistry().findSingleByType(KubernetesClient.class);
        }
        if (given == null && ownCluster == null) {
            ownCluster = Cluster.find(System.getenv(), Path.of(System.getProperty("user.home", "/")))
                    .orElseThrow(() -> new IllegalStateException("no cluster found: $KUBECONFIG is not set or names no"
                            + " file that exists, ~/.kube/config is not there, and this is no pod"));
        }
        return given != null ? given : Objects.requireNonNull(ownCluster).client();
    }

    /** The ledger of what was told; absent in flows without a journal. */
    synchronized Optional<Known> memory() {
        Known given = known;
        if (given == null) {
            given = getCamelContext().getRegistry().findSingleByType(Known.class);
            known = given;
        }
        return Optional.ofNullable(given);
    }

    @Override
    protected void doShutdown() throws Exception {
        super.doShutdown();
        Cluster own = ownCluster;
        if (own != null) {
            own.close();
        }
    }

    public @Nullable KubernetesClient getKubernetesClient() {
        return kubernetesClient;
    }

    public void setKubernetesClient(@Nullable KubernetesClient kubernetesClient) {
        this.kubernetesClient = kubernetesClient;
    }

    public @Nullable Known getKnown() {
        return known;
    }

    public void setKnown(@Nullable Known known) {
        this.known = known;
    }

    public int getMaxBytesInFlight() {
        return maxBytesInFlight;
    }

    public void setMaxBytesInFlight(int maxBytesInFlight) {
        this.maxBytesInFlight = maxBytesInFlight;
    }

    public int getSilenceSeconds() {
        return silenceSeconds;
    }

    public void setSilenceSeconds(int silenceSeconds) {
        this.silenceSeconds = silenceSeconds;
    }
}
