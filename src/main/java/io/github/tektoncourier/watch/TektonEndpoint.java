package io.github.tektoncourier.watch;

import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.watch.api.Resource;
import io.github.tektoncourier.watch.namespaces.NamespaceSelection;
import io.github.tektoncourier.watch.reflect.Announce;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/**
 * Receive every change of Tekton TaskRuns, PipelineRuns and CustomRuns, or the core Kubernetes Events about them.
 *
 * <p>It lists, watches and never goes silent; each message body is one {@code io.github.tektoncourier.run.Change}.
 */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "tekton",
        title = "Tekton",
        syntax = "tekton:stream",
        consumerOnly = true,
        category = {Category.CONTAINER, Category.CLOUD})
public class TektonEndpoint extends DefaultEndpoint implements MultipleConsumersSupport {
    static final String RUNS = "runs";
    static final String EVENTS = "kubernetes-events";

    @UriPath(
            enums = "runs,kubernetes-events",
            description = "What to receive: the runs themselves, or the core Kubernetes Events about them.")
    @Metadata(required = true)
    private String stream = RUNS;

    @UriParam(
            defaultValue = "taskruns,pipelineruns,customruns",
            description = "Which kinds of runs, separated by comma.")
    private String kinds = "taskruns,pipelineruns,customruns";

    @UriParam(
            description =
                    "The namespaces to watch: names and globs, separated by comma. All namespaces when empty. Globs are one"
                            + " watch for each kind where a ClusterRole grants it, else one for each namespace, for which"
                            + " namespaces must be listed.")
    private String namespaces = "";

    @UriParam(
            description =
                    "Only namespaces whose labels match, in kubectl's syntax: each is watched by itself, 100 at most.")
    private String namespaceSelector = "";

    @UriParam(description = "Only runs whose labels match, in kubectl's syntax. Not for kubernetes-events.")
    private String labelSelector = "";

    @UriParam(
            defaultValue = "NEW",
            description =
                    "What is told at the first sight of a scope: new (only what happens from now on), active (also"
                            + " the past of runs still going), all (every run that exists).")
    private Announce announce = Announce.NEW;

    @UriParam(
            defaultValue = "runs",
            description = "For kubernetes-events, what they are about: runs, or runs,pods; off watches nothing.")
    private String about = "runs";

    @UriParam(
            description =
                    "Name of the cluster, part of what a stored position belongs to. When empty, the cluster's own"
                            + " identity is used.")
    private String cluster = "";

    TektonEndpoint(String uri, TektonComponent component) {
        super(uri, component);
    }

    /** Checks the options before anything starts. */
    void check() {
        if (!stream.equals(RUNS) && !stream.equals(EVENTS)) {
            throw new IllegalArgumentException(
                    "tekton:" + LogText.line(stream) + " does not exist: use tekton:runs or tekton:kubernetes-events");
        }
        resources();
    }

    NamespaceSelection selection() {
        return NamespaceSelection.of(namespaces, namespaceSelector);
    }

    /** One resource for each kind and namespace that is named; over all namespaces where none is. */
    List<Resource> resources() {
        NamespaceSelection selection = selection();
        return selection.isFixed() && !selection.globs().isEmpty()
                ? resources(selection.globs())
                : resources(List.of(""));
    }

    /**
     * One resource for each kind and each of these namespace parts of scopes; core Events about all kinds of runs have one
     * for each API version.
     */
    List<Resource> resources(List<String> places) {
        List<Resource> resources = new ArrayList<>();
        for (String place : places) {
            if (stream.equals(RUNS)) {
                runKinds().forEach(kind -> resources.add(Resource.runs(kind, place, labelSelector.strip())));
            } else {
                subjects().forEach(subject -> resources.add(subject.apply(place)));
            }
        }
        return resources;
    }

    private List<RunKind> runKinds() {
        return words(kinds).stream()
                .map(word -> RunKind.of(word)
                        .orElseThrow(() -> new IllegalArgumentException("kinds: \"" + LogText.line(word)
                                + "\" is no kind of run; use taskruns, pipelineruns, customruns")))
                .distinct()
                .toList();
    }

    private List<Function<String, Resource>> subjects() {
        List<Function<String, Resource>> subjects = new ArrayList<>();
        List<String> wanted = words(about);
        for (String word : wanted) {
            switch (word) {
                case "runs" -> subjects.addAll(aboutRuns());
                case "pods" -> subjects.add(place -> Resource.events("Pod", place));
                case "off" -> {
                    if (wanted.size() > 1) {
                        throw new IllegalArgumentException("about: off goes with nothing else");
                    }
                }
                default ->
                    throw new IllegalArgumentException(
                            "about: \"" + LogText.line(word) + "\" is unknown; use off, runs or runs,pods");
            }
        }
        return subjects;
    }

    /** The API server selects by one kind or by one API version; all kinds have fewer versions than names. */
    private List<Function<String, Resource>> aboutRuns() {
        List<RunKind> kinds = runKinds();
        return kinds.size() < RunKind.values().length
                ? kinds.stream()
                        .map(kind -> (Function<String, Resource>) place -> Resource.events(kind.kind(), place))
                        .toList()
                : kinds.stream()
                        .map(RunKind::apiVersion)
                        .distinct()
                        .map(version -> (Function<String, Resource>) place -> Resource.eventsOfVersion(version, place))
                        .toList();
    }

    private static List<String> words(String list) {
        return Arrays.stream(list.split(",", -1))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .distinct()
                .toList();
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException("tekton: only receives; nothing can be sent to it");
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        TektonConsumer consumer = new TektonConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    /** Each consumer has its own watches and memory, so two flows may ask for the same. */
    @Override
    public boolean isMultipleConsumersSupported() {
        return true;
    }

    @Override
    public TektonComponent getComponent() {
        return (TektonComponent) super.getComponent();
    }

    public String getStream() {
        return stream;
    }

    public void setStream(String stream) {
        this.stream = stream;
    }

    public String getKinds() {
        return kinds;
    }

    public void setKinds(String kinds) {
        this.kinds = kinds;
    }

    public String getNamespaces() {
        return namespaces;
    }

    public void setNamespaces(String namespaces) {
        this.namespaces = namespaces;
    }

    public String getNamespaceSelector() {
        return namespaceSelector;
    }

    public void setNamespaceSelector(String namespaceSelector) {
        this.namespaceSelector = namespaceSelector;
    }

    public String getLabelSelector() {
        return labelSelector;
    }

    public void setLabelSelector(String labelSelector) {
        this.labelSelector = labelSelector;
    }

    public Announce getAnnounce() {
        return announce;
    }

    public void setAnnounce(Announce announce) {
        this.announce = announce;
    }

    public String getAbout() {
        return about;
    }

    public void setAbout(String about) {
        this.about = about;
    }

    public String getCluster() {
        return cluster;
    }

    public void setCluster(String cluster) {
        this.cluster = cluster;
    }
}
