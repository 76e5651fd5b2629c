package io.github.tektoncourier.watch.api;

import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.KubernetesEventReader;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.RunReader;
import io.github.tektoncourier.run.Scope;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one watcher follows: its path at the API server, how to read it, and how long its connection may be silent.
 *
 * @param name as in {@link Scope#resource()}
 * @param apiGroup empty for the core group
 * @param plural the resource as roles name it
 * @param namespace as in {@link Scope#namespace()}: globs narrow one request over the whole cluster
 * @param selection query parameters that narrow it, URL-encoded, each beginning with {@code &}
 * @param silence how long a connection may deliver no complete object before it counts as dead, so that what it lost is
 *     read within 90 seconds. Runs get a bookmark about every minute (none from a server that has seen no change since
 *     its start: there a new watch is the proof of life); the server must have closed a watch of core Events
 * @param minSeconds shortest time for which the server is asked to keep the watch
 * @param maxSeconds longest such time
 * @param runs which kind of runs these are; absent for core Events, of which DELETED and absence say nothing
 */
public record Resource(
        String name,
        String apiGroup,
        String version,
        String plural,
        String namespace,
        String labelSelector,
        String selection,
        Duration silence,
        int minSeconds,
        int maxSeconds,
        @Nullable RunKind runs,
        Reading reading) {

    /**
     * As long as a kube-apiserver keeps watches of clients that name no timeout. Shorter watches would gain nothing: a
     * dead one is found by its silence, and each opening costs a request for every namespace.
     */
    private static final int LONG_WATCH = 3_600;

    /** Reads the bytes of one object into a change. */
    public interface Reading {
        Change change(Scope scope, Change.Type type, byte[] bytes, int offset, int length);
    }

    public static Resource runs(RunKind kind, String namespace, String labelSelector) {
        return new Resource(
                kind.plural(),
                RunKind.GROUP,
                kind.version(),
                kind.plural(),
                namespace,
                labelSelector,
                labelSelector.isEmpty() ? "" : "&labelSelector=" + encoded(labelSelector),
                Duration.ofSeconds(85),
                LONG_WATCH / 2,
                LONG_WATCH,
                kind,
                (scope, type, bytes, offset, length) ->
                        Change.ofRun(scope, type, false, RunReader.read(kind, bytes, offset, length)));
    }

    /** Core Events about one kind of object, e.g. {@code TaskRun} or {@code Pod}. */
    public static Resource events(String about, String namespace) {
        return events(about, namespace, "involvedObject.kind=" + about);
    }

    /** Core Events about all objects of one API version, e.g. {@code tekton.dev/v1}. */
    public static Resource eventsOfVersion(String apiVersion, String namespace) {
        return events(apiVersion, namespace, "involvedObject.apiVersion=" + apiVersion);
    }

    /**
     * The core Events that may say how runs ended. A field selector has no "or", so one list leaves the frequent
     * reasons out, instead of two lists with one reason each.
     */
    public static Resource ends(RunKind about, String namespace) {
        return events(
                about.kind(),
                namespace,
                "involvedObject.kind=" + about.kind() + ",reason!=Started,reason!=Running,reason!=Pending"
                        + ",reason!=CloudEventSent,reason!=CloudEventFailed");
    }

    /** ConfigMaps with a label; none of them is a change of a run. */
    public static Resource configMaps(String namespace, String labelSelector) {
        return ofCore("configmaps", namespace, labelSelector);
    }

    /** Namespaces, narrowed by their labels; none of them is a change of a run. */
    public static Resource namespaces(String labelSelector) {
        return ofCore("namespaces", "", labelSelector);
    }

    /** Pods; only logs of them are read, none of them is a change of a run. */
    public static Resource pods(String namespace) {
        return ofCore("pods", namespace, "");
    }

    private static Resource ofCore(String plural, String namespace, String labelSelector) {
        return new Resource(
                plural,
                "",
                "v1",
                plural,
                namespace,
                labelSelector,
                labelSelector.isEmpty() ? "" : "&labelSelector=" + encoded(labelSelector),
                Duration.ofSeconds(85),
                LONG_WATCH / 2,
                LONG_WATCH,
                null,
                (scope, type, bytes, offset, length) -> {
                    throw new UnsupportedOperationException("an object of " + plural + " is no run");
                });
    }

    private static Resource events(String about, String namespace, String fields) {
        return new Resource(
                "events/" + about,
                "",
                "v1",
                "events",
                namespace,
                "",
                "&fieldSelector=" + encoded(fields),
                Duration.ofSeconds(75),
                60,
                60,
                null,
                (scope, type, bytes, offset, length) ->
                        Change.ofEvent(scope, type, false, KubernetesEventReader.read(bytes, offset, length)));
    }

    /** A copy with another silence, in seconds. */
    public Resource withSilence(int seconds) {
        boolean bookmarked = runs != null;
        int closing = (int) Math.ceil(seconds * 0.7);
        return new Resource(
                name,
                apiGroup,
                version,
                plural,
                namespace,
                labelSelector,
                selection,
                Duration.ofMillis(bookmarked ? seconds * 1_000L : closing * 1_250L),
                bookmarked ? minSeconds : closing,
                bookmarked ? maxSeconds : closing,
                runs,
                reading);
    }

    /** One object by its name, read as a list, so that the right to list suffices. */
    public Resource named(String objectNamespace, String objectName) {
        return new Resource(
                name,
                apiGroup,
                version,
                plural,
                objectNamespace,
                "",
                "&fieldSelector=" + encoded("metadata.name=" + objectName),
                silence,
                minSeconds,
                maxSeconds,
                runs,
                reading);
    }

    public Scope scope(String cluster) {
        return new Scope(cluster, name, namespace, labelSelector);
    }

    /** The resource in words: {@code taskruns in namespace ci}. */
    public String words() {
        return scope("").words();
    }

    /** Path under the API server's address, without a leading slash. */
    public String path() {
        String root = apiGroup.isEmpty() ? "api/" + version : "apis/" + apiGroup + "/" + version;
        return root + (isClusterWide() ? "" : "/namespaces/" + encoded(namespace)) + "/" + plural;
    }

    /** Whether one request covers the namespaces of the whole cluster, to be filtered where they are globs. */
    public boolean isClusterWide() {
        return namespace.isEmpty() || Scope.isGlobs(namespace);
    }

    /** Path of one object, also where all namespaces are watched. */
    public String path(String objectNamespace, String name) {
        return "apis/" + apiGroup + "/" + version + "/namespaces/" + encoded(objectNamespace) + "/" + plural + "/"
                + encoded(name);
    }

    /** Whether a label selector is set: then DELETED or absence may only mean that a run's labels changed. */
    public boolean selects() {
        return !labelSelector.isEmpty();
    }

    /** As kubectl and roles spell it: {@code taskruns.tekton.dev}. */
    public String qualified() {
        return apiGroup.isEmpty() ? plural : plural + "." + apiGroup;
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
