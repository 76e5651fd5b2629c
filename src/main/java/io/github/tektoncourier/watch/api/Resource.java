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
 * What one watcher follows: where the API server has it, how to read it, and how long its silence may last.
 *
 * @param name as in {@link Scope#resource()}
 * @param apiGroup empty for the core group
 * @param plural the resource as roles name it
 * @param selection query parameters that narrow it, URL-encoded, each beginning with {@code &}
 * @param silence a connection on which nothing whole came for so long is dead, and what it swallowed is had within 90
 *     seconds: runs get a bookmark about every minute (none
 *     from a server that has seen no change since its start: then a new watch is the proof of life), a watch of core
 *     Events must have been closed by the server
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
     * As long as a kube-apiserver keeps watches of clients that do not say. They are no younger for being opened more
     * often: a dead one is found by its silence, and with many namespaces each opening is a request for each.
     */
    private static final int LONG_WATCH = 3_600;

    /** Bytes of one object to a change. */
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

    /**
     * The core Events that may say how runs ended. A selector has no "or", so that what is more frequent is left out in
     * one list instead of asking once for each of the two reasons.
     */
    public static Resource ends(RunKind about, String namespace) {
        return events(
                about.kind(),
                namespace,
                "involvedObject.kind=" + about.kind() + ",reason!=Started,reason!=Running,reason!=Pending"
                        + ",reason!=CloudEventSent,reason!=CloudEventFailed");
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

    /** The same where silence is believed sooner or later. */
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

    /** One object of it by its name, as a list: so that the right to list is enough. */
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

    /** For people: {@code taskruns in namespace ci}. */
    public String words() {
        return scope("").words();
    }

    /** Path under the API server's address, without a leading slash. */
    public String path() {
        String root = apiGroup.isEmpty() ? "api/" + version : "apis/" + apiGroup + "/" + version;
        return root + (namespace.isEmpty() ? "" : "/namespaces/" + encoded(namespace)) + "/" + plural;
    }

    /** Path of one of its objects, also where all namespaces are followed. */
    public String path(String objectNamespace, String name) {
        return "apis/" + apiGroup + "/" + version + "/namespaces/" + encoded(objectNamespace) + "/" + plural + "/"
                + encoded(name);
    }

    /** Whether DELETED and absence mean no more than that a run's labels changed, as far as anybody can tell by them. */
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
