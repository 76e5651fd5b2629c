package io.github.tektoncourier.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The API server that is watched, found as kubectl finds it. */
public final class Cluster implements AutoCloseable {

    private final KubernetesClient client;

    private Cluster(Supplier<Access> source, LongSupplier nanos) {
        ClusterCredentials credentials = new ClusterCredentials(source, nanos);
        this.client = new KubernetesClientBuilder()
                .withConfig(quiet(credentials.access().config()))
                .withKubernetesSerialization(WholeResources.serialization())
                .withHttpClientFactory(new ClientFactory(credentials))
                .build();
    }

    /**
     * {@code $KUBECONFIG}, {@code ~/.kube/config} or the pod's service account; empty where there is none of them.
     *
     * @throws KubeconfigException when a kubeconfig is there and cannot be used
     */
    public static Optional<Cluster> find(Map<String, String> environment, Path home) {
        return find(environment, home, System::nanoTime);
    }

    /** The same with another clock for the pause between two calls of a plugin. */
    static Optional<Cluster> find(Map<String, String> environment, Path home, LongSupplier nanos) {
        Optional<Supplier<Access>> kubeconfig =
                Kubeconfig.find(environment, home).map(found -> found::read);
        return kubeconfig
                .or(() -> ServiceAccount.find(environment).map(found -> found::read))
                .map(source -> new Cluster(source, nanos));
    }

    /** The same for a pod whose service account lies somewhere else. */
    static Optional<Cluster> ofPod(Map<String, String> environment, Path serviceAccount) {
        return ServiceAccount.find(environment, serviceAccount)
                .map(found -> new Cluster(found::read, System::nanoTime));
    }

    /** A server without credentials: the embedded cluster. */
    public static Cluster at(URI server) {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl(server.toString())
                .build();
        return new Cluster(() -> Access.fixed(config), System::nanoTime);
    }

    /** Retry is ours: the watch knows when and says so. */
    private static Config quiet(Config config) {
        config.setRequestRetryBackoffLimit(0);
        config.setConnectionTimeout(5_000);
        config.setRequestTimeout(20_000);
        return config;
    }

    public KubernetesClient client() {
        return client;
    }

    /** The namespace that the courier belongs to: of the pod, or of the kubeconfig's context. */
    public String namespace() {
        String namespace = client.getConfiguration().getNamespace();
        return namespace == null || namespace.isBlank() ? "default" : namespace;
    }

    /** Where it is, for messages. */
    public String address() {
        return client.getMasterUrl().toString();
    }

    @Override
    public void close() {
        client.close();
    }
}
