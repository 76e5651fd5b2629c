package io.github.tektoncourier.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.tektoncourier.text.Owner;
import io.github.tektoncourier.text.Secrets;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The API server that is watched, found as kubectl finds it. */
public final class Cluster implements AutoCloseable {

    private static final Path IN_CLUSTER_TOKEN = Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");

    private final KubernetesClient client;

    private Cluster(Config config) {
        keepSecret(config);
        this.client = new KubernetesClientBuilder()
                .withConfig(config)
                .withKubernetesSerialization(WholeResources.serialization())
                .build();
    }

    /** {@code $KUBECONFIG}, {@code ~/.kube/config} or the pod's service account; empty where there is none of them. */
    public static Optional<Cluster> find(Map<String, String> environment, Path home) {
        boolean kubeconfig = environment.containsKey("KUBECONFIG")
                || Files.isReadable(home.resolve(".kube").resolve("config"));
        boolean pod = environment.containsKey("KUBERNETES_SERVICE_HOST") && Files.isReadable(IN_CLUSTER_TOKEN);
        return kubeconfig || pod ? Optional.of(new Cluster(quiet(Config.autoConfigure(null)))) : Optional.empty();
    }

    /** A server without credentials: the embedded cluster. */
    public static Cluster at(URI server) {
        return new Cluster(quiet(new ConfigBuilder(Config.empty())
                .withMasterUrl(server.toString())
                .build()));
    }

    private static void keepSecret(Config config) {
        Owner owner = Secrets.ofProcess().owner("cluster");
        Stream.of(
                        config.getOauthToken(),
                        config.getAutoOAuthToken(),
                        config.getPassword(),
                        config.getClientKeyData(),
                        config.getClientKeyPassphrase(),
                        config.getProxyPassword())
                .filter(Objects::nonNull)
                .filter(secret -> !secret.equals("changeit")) // the client's default passphrase
                .forEach(owner::secret);
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

    /** Where it is, for messages. */
    public String address() {
        return client.getMasterUrl().toString();
    }

    @Override
    public void close() {
        client.close();
    }
}
