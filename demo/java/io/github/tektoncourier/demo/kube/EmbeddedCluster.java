package io.github.tektoncourier.demo.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.demo.Json;
import io.github.tektoncourier.demo.LocalServer;
import java.util.Optional;
import java.util.function.Function;

/**
 * An API server of our own, in this process: enough of Kubernetes to list, watch and change Tekton runs and core Events
 * exactly, and able to fail on request. The demo, the tests and the benchmark stand on it.
 */
public final class EmbeddedCluster implements AutoCloseable {
    private final ObjectStore store;
    private final Writes writes;
    private final Faults faults;
    private final RequestLog requests = new RequestLog();
    private final Control control = new Control();
    private final ApiHandler api;
    private final LocalServer server;

    private EmbeddedCluster(ClusterSettings settings) {
        store = new ObjectStore(settings.historyBytes());
        writes = new Writes(store, settings.clock());
        faults = new Faults(this::wake);
        api = new ApiHandler(store, writes, faults, requests, control, settings);
        control.serve(this);
        for (String namespace : new String[] {"default", "kube-system"}) {
            put("{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"" + namespace
                    + "\",\"labels\":{\"kubernetes.io/metadata.name\":\"" + namespace
                    + "\"}},\"spec\":{\"finalizers\":[\"kubernetes\"]},\"status\":{\"phase\":\"Active\"}}");
        }
        server = LocalServer.start(settings.port(), request -> api.handle(this::vertx, request));
    }

    /** Starts a cluster on 127.0.0.1; port 0 takes a free one. */
    public static EmbeddedCluster start(int port) {
        return start(ClusterSettings.onPort(port));
    }

    public static EmbeddedCluster start(ClusterSettings settings) {
        return new EmbeddedCluster(settings);
    }

    /** Where clients find it. */
    public String url() {
        return server.url();
    }

    public int port() {
        return server.port();
    }

    /** A kubeconfig for it, for clients in other processes. */
    public String kubeconfig() {
        return """
                apiVersion: v1
                kind: Config
                clusters:
                - name: demo
                  cluster: { server: URL }
                contexts:
                - name: demo
                  context: { cluster: demo, user: demo, namespace: default }
                current-context: demo
                users:
                - name: demo
                  user: { token: demo }
                """
                .replace("URL", url());
    }

    /** Stores an object as it is, status included, in place of what was there; gives it back as stored. */
    public String put(String json) {
        return put(Json.parse(json));
    }

    public String put(ObjectNode object) {
        ApiResource resource = ApiResource.of(Json.text(object, "apiVersion"), Json.text(object, "kind"))
                .orElseThrow(() -> new IllegalArgumentException("The embedded cluster does not serve "
                        + Json.text(object, "apiVersion") + " " + Json.text(object, "kind")));
        if (resource.namespaced() && Json.text(object, "metadata", "namespace").isEmpty()) {
            object.withObject("/metadata").put("namespace", "default");
        }
        return text(writes.put(resource, object));
    }

    /** Stores many bytes quickly: for load, where no object is parsed. */
    public void put(Draft draft) {
        store.put(draft);
    }

    /** Merges a patch (RFC 7386) into a stored object, its status included. */
    public String merge(ApiResource resource, String namespace, String name, String patch) {
        return store.atomically(() -> {
            Stored before = store.get(resource, namespace, name);
            if (before == null) {
                throw ApiError.notFound(resource, name);
            }
            return text(writes.put(resource, Patch.merge(Json.parse(before.json()), Json.parse(patch))));
        });
    }

    /** The object as stored now. */
    public Optional<String> get(ApiResource resource, String namespace, String name) {
        return Optional.ofNullable(store.get(resource, namespace, name)).map(EmbeddedCluster::text);
    }

    /** Removes an object; false when there was none. */
    public boolean delete(ApiResource resource, String namespace, String name) {
        return store.delete(resource, namespace, name) != null;
    }

    /** Forgets all history: a request for an older version gets 410. */
    public void compact() {
        store.compact();
    }

    /** Keeps a copy of the whole store; the latest one counts. */
    public void backUp() {
        store.backUp();
    }

    /**
     * Puts the copy back as after a disaster: resourceVersions go back with it, and are given out again. Real API
     * servers are away while that is done, so call {@link #down()} before and {@link #up()} after it.
     *
     * @throws IllegalStateException without a copy
     */
    public void restore() {
        store.restore();
    }

    /** The latest resourceVersion given out. */
    public long revision() {
        return store.revision();
    }

    /** Moves the resourceVersion on without a change, as writes elsewhere in a cluster do. */
    public void skipRevisions(long count) {
        store.skip(count);
    }

    public Faults faults() {
        return faults;
    }

    public RequestLog requests() {
        return requests;
    }

    /** Cuts every open connection now. */
    public void dropConnections() {
        server.cut();
    }

    /**
     * Ends every open watch with an ERROR event 410, as a server does whose history was compacted under a slow reader.
     */
    public void expireWatches() {
        compact();
        api.expire();
    }

    /** Goes away: connections are cut, new ones refused; what is stored stays. */
    public void down() {
        server.down();
    }

    /** Comes back on the same port. */
    public void up() {
        server.up();
    }

    /** The most changes that any open watch has not been sent yet. */
    public long backlog() {
        return api.backlog();
    }

    public int openWatches() {
        return api.openWatches();
    }

    @Override
    public void close() {
        server.close();
    }

    /** Adds a command for other processes, such as {@code POST /_play}. */
    public void command(String methodAndPath, Function<ObjectNode, ObjectNode> command) {
        control.on(methodAndPath, command);
    }

    private io.vertx.core.Vertx vertx() {
        return server.vertx();
    }

    private void wake() {
        api.wake();
    }

    private static String text(Stored stored) {
        return new String(stored.json(), java.nio.charset.StandardCharsets.UTF_8);
    }
}
