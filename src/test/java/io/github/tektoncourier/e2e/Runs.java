package io.github.tektoncourier.e2e;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Creates, changes and deletes runs through an API server, as users and Tekton's controllers do. */
public final class Runs implements AutoCloseable {

    private static final Pattern UID = Pattern.compile("\"uid\"\\s*:\\s*\"([^\"]+)\"");

    private final KubernetesClient client;
    private final String server;
    private final String namespace;

    public Runs(String kubeconfig) {
        this(kubeconfig, "default");
    }

    public Runs(String kubeconfig, String namespace) {
        this.namespace = namespace;
        client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig))
                .build();
        server = client.getMasterUrl().toString().replaceAll("/+$", "");
    }

    /** Creates a run and gives its UID. */
    public String create(Life life, String name) {
        String stored = send(request(life, "").post("application/json", life.object(namespace, name)));
        Matcher uid = UID.matcher(stored);
        if (!uid.find()) {
            throw new AssertionError("an object without UID: " + stored);
        }
        return uid.group(1);
    }

    /** Writes the n-th status of this life. */
    public void status(Life life, String name, int n) {
        send(request(life, "/" + name + "/status").patch("application/merge-patch+json", life.patch(n)));
    }

    /** Creates a run and writes all its statuses at once; gives its UID. */
    public String live(Life life, String name) {
        String uid = create(life, name);
        for (int n = 0; n < life.statuses().size(); n++) {
            status(life, name, n);
        }
        return uid;
    }

    public void delete(Life life, String name) {
        send(request(life, "/" + name).delete("application/json", "{}"));
    }

    private HttpRequest.Builder request(Life life, String below) {
        return client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(server + life.kind().path(namespace) + below);
    }

    private String send(HttpRequest.Builder request) {
        HttpResponse<String> answer = client.getHttpClient()
                .sendAsync(request.build(), String.class)
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
        if (!answer.isSuccessful()) {
            throw new AssertionError("the API server answered " + answer.code() + ": " + answer.body());
        }
        return answer.body();
    }

    @Override
    public void close() {
        client.close();
    }
}
