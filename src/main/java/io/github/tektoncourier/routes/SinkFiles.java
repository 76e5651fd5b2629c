package io.github.tektoncourier.routes;

import io.github.tektoncourier.journal.camel.StepPlaces;
import io.github.tektoncourier.routes.camel.FileSteps;
import io.github.tektoncourier.routes.check.FileChecks;
import io.github.tektoncourier.routes.check.file.Problem;
import io.github.tektoncourier.routes.check.file.RouteFile;
import io.github.tektoncourier.routes.check.grammar.SinkRules;
import io.github.tektoncourier.routes.check.grammar.WrittenSteps;
import io.github.tektoncourier.routes.check.kamelet.KameletRules;
import io.github.tektoncourier.routes.check.kamelet.Kamelets;
import io.github.tektoncourier.routes.check.placeholder.Placeholders;
import io.github.tektoncourier.routes.rotate.FileRotation;
import io.github.tektoncourier.routes.rotate.LiveValues;
import io.github.tektoncourier.routes.tenant.TenantRules;
import io.github.tektoncourier.text.LogText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.util.IOHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes sink files into the running service, each for itself: a bad one is refused with a {@link Problem} and harms no
 * other.
 */
public final class SinkFiles {

    private static final Logger LOG = LoggerFactory.getLogger(SinkFiles.class);
    private static final List<String> SHIPPED = List.of(
            "routes/sinks/http.camel.yaml",
            "routes/sinks/kafka.camel.yaml",
            "routes/sinks/slack.camel.yaml",
            "routes/sinks/router.camel.yaml",
            "routes/sinks/run-sinks.camel.yaml");

    private final CamelContext context;
    private final Properties properties = new Properties();
    private final KameletRules kamelets;
    private final SecretFiles secrets;
    private final FileRotation rotation;
    private final Placeholders placeholders;
    private final RunningRoutes routes;
    private final FileChecks checks;
    private final FilePowers powers;
    private final Map<String, Set<String>> consumers = new ConcurrentHashMap<>();
    private final Kamelets known;
    private final Map<String, Loaded> loaded = new LinkedHashMap<>();
    private final FileSteps steps = new FileSteps();

    /**
     * A file whose routes run.
     *
     * @param routes ids; none where a precondition turns the file off
     * @param subscriptions as the journal knows them
     * @param given what Camel has of it
     * @param secrets stands for the values of a tenant's secrets; empty where it has none
     */
    record Loaded(
            RouteFile file,
            Set<String> routes,
            Names names,
            Set<String> subscriptions,
            LoadableFile given,
            String secrets) {}

    /**
     * Loads into a started context.
     *
     * @param properties all settings, for the files' placeholders
     */
    public SinkFiles(CamelContext context, Map<String, String> properties) {
        this(context, properties, IOHelper::lookupEnvironmentVariable);
    }

    /** The same with an environment other than the process's. */
    SinkFiles(CamelContext context, Map<String, String> properties, Function<String, @Nullable String> environment) {
        this.context = context;
        this.properties.putAll(properties);
        this.routes = new RunningRoutes(context);
        this.known = new Kamelets(
                context, properties.getOrDefault("camel.component.kamelet.location", "classpath:kamelets"));
        this.kamelets = new KameletRules(known);
        this.placeholders = new Placeholders(context.getPropertiesComponent(), properties, environment);
        this.secrets = new SecretFiles(kamelets);
        this.rotation = new FileRotation(placeholders, context.getPropertiesComponent());
        this.checks = new FileChecks(context, known, placeholders, properties.keySet());
        this.powers = new FilePowers(context, placeholders, checks, properties);
        ParameterValue.teach(context);
        context.getRegistry().bind("fileSteps", StepPlaces.class, steps);
    }

    private String filled(String text) {
        return placeholders.fill(text).orElse(text);
    }

    /** The files of the jar; each is off until its address is set. */
    public static List<RouteFile> shipped() {
        return SHIPPED.stream().map(RouteFile::shipped).toList();
    }

    /** Whether a precondition lets one of the file's routes start. It costs far less than to check the file. */
    boolean on(RouteFile file) {
        return new SinkRules(file, placeholders).routes().stream().anyMatch(checks::on);
    }

    /** Whether preconditions let none of the file's routes start; a file without a readable route is not off but wrong. */
    boolean off(RouteFile file) {
        if (!file.namespace().isEmpty()) {
            return false; // nothing of a tenant's file is evaluated before it was checked, and there is no precondition
        }
        try {
            SinkRules rules = new SinkRules(file, placeholders);
            return !rules.routes().isEmpty() && rules.routes().stream().noneMatch(checks::on);
        } catch (StackOverflowError e) { // from a file's nesting; the check says so
            return false;
        }
    }

    /** Checks a file and, where nothing is wrong with it, starts its routes. */
    public List<Problem> load(RouteFile file) {
        Candidate candidate = check(List.of(file)).get(0);
        List<Problem> problems = new ArrayList<>(candidate.problems());
        for (Loaded other : loaded.values()) {
            problems.addAll(candidate.clashes(other.names(), other.file().name()));
        }
        return problems.stream().noneMatch(Problem::error) ? start(candidate) : problems;
    }

    /** What files say, and what is wrong with each by itself. */
    List<Candidate> check(Collection<RouteFile> files) {
        return check(files, List.of());
    }

    /**
     * The same of files that are not loaded alone.
     *
     * @param beside others, of which only counts what their routes begin with
     */
    List<Candidate> check(Collection<RouteFile> files, Collection<RouteFile> beside) {
        if (files.isEmpty()) {
            return List.of();
        }
        consumers.keySet().removeIf(file -> !loaded.containsKey(file)); // what is gone takes nothing any more
        beside.forEach(this::notesConsumers);
        files.forEach(this::notesConsumers);
        try (DryRun dry = new DryRun(context, properties, known)) {
            return files.stream().map(file -> check(file, dry)).toList();
        }
    }

    /** Only a file that names {@code direct:} is read for it, because few do. */
    private void notesConsumers(RouteFile file) {
        consumers.remove(file.name());
        try {
            if (file.namespace().isEmpty() && file.content().contains("direct:")) {
                consumers.put(file.name(), checks.consumers(new SinkRules(file, placeholders)));
            }
        } catch (StackOverflowError e) {
            LOG.debug("A file that nests too deeply; the check says so", e);
        }
    }

    private Set<String> consumersBeside(String file) {
        return consumers.entrySet().stream()
                .filter(other -> !other.getKey().equals(file))
                .flatMap(other -> other.getValue().stream())
                .collect(Collectors.toSet());
    }

    private Candidate check(RouteFile file, DryRun dry) {
        try {
            return checked(file, dry);
        } catch (StackOverflowError e) { // from a file's nesting, which is the user's to choose
            Problem problem = new Problem(
                    file.name(), 0, "The file nests deeper than any sink needs, or an alias names itself. Mend it.");
            return unreadable(file, problem);
        } catch (RuntimeException e) {
            if (file.namespace().isEmpty()) {
                throw e;
            }
            LOG.error(
                    "A check of the registered file {} ended in a fault of the courier", LogText.line(file.name()), e);
            return unreadable(
                    file,
                    new Problem(
                            file.name(), 0, "The courier cannot check this file: its log says why. Change the file."));
        }
    }

    private static Candidate unreadable(RouteFile file, Problem problem) {
        return new Candidate(
                file,
                Map.of(),
                Map.of(),
                Map.of(),
                new LoadableFile("", Map.of()),
                List.of(problem),
                LiveValues.NONE,
                false);
    }

    /** Nothing of a tenant's file is evaluated before all that is in it was found allowed. */
    private Candidate checked(RouteFile file, DryRun dry) {
        Optional<String> tenant = TenantRules.owner(file);
        List<Problem> refused =
                tenant.map(namespace -> powers.refused(file, namespace)).orElse(List.of());
        if (!refused.isEmpty()) {
            return new Candidate(
                    file, Map.of(), Map.of(), Map.of(), new LoadableFile("", Map.of()), refused, LiveValues.NONE, true);
        }
        FilePowers.Reading reading = powers.of(tenant);
        SinkRules rules = new SinkRules(file, reading.placeholders());
        KameletCalls calls = new KameletCalls(file, kamelets, reading.placeholders(), tenant.isPresent());
        // before the routes are built, so that no change is missed; a tenant's secrets are read by its own right
        LiveValues live = tenant.isPresent() ? LiveValues.NONE : rotation.read(file, calls.uses());
        Map<String, Integer> subscriptions = new LinkedHashMap<>(rules.subscriptions());
        subscriptions.putAll(calls.subscriptions());
        secrets.read(file, subscriptions.keySet(), reading.values());
        List<Problem> problems =
                reading.checks().of(file.name(), rules, calls.uses(), calls.problems(), consumersBeside(file.name()));
        if (tenant.isEmpty()) {
            problems.addAll(FilePowers.tenantsNames(file, subscriptions));
        }
        if (problems.stream().noneMatch(Problem::error)) {
            problems.addAll(secrets.about(
                    file.name(), () -> dry.of(file, calls.loadable(), text -> secrets.unfilled(file.name(), text))));
        }
        return new Candidate(
                file,
                rules.ids(),
                rules.stepIds(),
                subscriptions,
                calls.loadable(),
                secrets.told(file.name(), problems),
                live,
                rules.routes().stream().anyMatch(reading.checks()::on));
    }

    /** Starts the routes of a file that was checked: all of them, or none. */
    List<Problem> start(Candidate candidate) {
        String file = candidate.file().name();
        return secrets.told(file, secrets.about(file, () -> started(candidate)));
    }

    private List<Problem> started(Candidate candidate) {
        RouteFile file = candidate.file();
        Set<String> before = routes.own();
        Set<Endpoint> endpoints = Set.copyOf(context.getEndpoints());
        try {
            candidate.given().bind(context.getRegistry());
            steps.add(file, candidate.routes().keySet(), route -> steps(file, route)); // events come with the routes
            PluginHelper.getRoutesLoader(context).loadRoutes(candidate.given().resource(file));
            Set<String> added = routes.own();
            added.removeAll(before);
            loaded.put(
                    file.name(),
                    new Loaded(
                            file,
                            added,
                            added.isEmpty() ? Names.NONE : candidate.names(),
                            routes.subscriptions(added),
                            candidate.given(),
                            powers.secrets(file)));
            secrets.started(file.name(), routes.subscriptions(added));
            rotation.started(file, candidate.live());
            if (!added.isEmpty()) {
                warn(file);
            }
            return List.of();
        } catch (Exception e) {
            Set<String> half = routes.own();
            half.removeAll(before);
            routes.remove(half);
            steps.remove(file);
            routes.forget(endpoints);
            candidate.given().unbind(context.getRegistry());
            return List.of(CamelProblems.of(file, e, text -> secrets.unfilled(file.name(), text)));
        }
    }

    private void warn(RouteFile file) {
        FileValues values = new FileValues(powers.of(TenantRules.owner(file)).values());
        Set<String> hosts = new ClearText(file, values, kamelets).hosts();
        if (!hosts.isEmpty()) {
            LOG.warn(
                    "Sink file {} sends a token or password unencrypted over http: to {}: anyone on the way can read"
                            + " it. Use https: where the receiver offers it.",
                    LogText.quoted(file.name()),
                    LogText.line(String.join(", ", hosts), 300));
        }
    }

    /** Stops the routes of these files, after deliveries under way have ended, and leaves nothing of them behind. */
    void unload(Collection<String> files) {
        List<Loaded> leaving =
                files.stream().flatMap(name -> loaded(name).stream()).toList();
        Set<String> ids = new LinkedHashSet<>();
        leaving.forEach(one -> ids.addAll(one.routes()));
        routes.drain(ids);
        routes.remove(ids);
        leaving.forEach(one -> {
            loaded.remove(one.file().name());
            steps.remove(one.file());
            rotation.ended(one.file());
            secrets.ended(one.file().name());
            one.given().unbind(context.getRegistry());
        });
    }

    /** Names of files that run with values which are not those of now, and are to be started anew with them. */
    Set<String> rotated() {
        Set<String> rotated = rotation.look();
        rotated.forEach(secrets::keep);
        return rotated;
    }

    /** Values that are gone, while what was started with them goes on. */
    Set<String> missing() {
        return rotation.missing();
    }

    /** The same for all that run. */
    public void unloadAll() {
        unload(Set.copyOf(loaded.keySet()));
    }

    /** Whether one of the secrets of a tenant's file has another value than when it started. */
    boolean outdated(Loaded one) {
        String now = powers.secrets(one.file());
        boolean outdated = !now.equals(FilePowers.UNREADABLE) && !now.equals(one.secrets());
        if (outdated) {
            secrets.keep(one.file().name());
        }
        return outdated;
    }

    /** Whether a registered file lacks a secret, or has an old one: nothing else tells when that changes. */
    boolean waitForSecrets(Collection<RouteFile> files) {
        return files.stream()
                .filter(file -> file.content().contains("{{secret:"))
                .anyMatch(file -> loaded(file.name()).map(this::outdated).orElse(true));
    }

    Optional<Loaded> loaded(String file) {
        return Optional.ofNullable(loaded.get(file));
    }

    /** What runs, for a caller that follows events through it. */
    public List<RunningFile> running() {
        return loaded.values().stream()
                .filter(one -> !one.routes().isEmpty())
                .map(this::running)
                .toList();
    }

    /** Files that are loaded. */
    Set<String> names() {
        return Set.copyOf(loaded.keySet());
    }

    private RunningFile running(Loaded one) {
        Map<String, RouteDefinition> definitions = new HashMap<>();
        ModelCamelContext model = (ModelCamelContext) context;
        model.getRouteDefinitions().stream()
                .filter(route -> one.routes().contains(route.getRouteId()))
                .forEach(route -> definitions.put(route.getRouteId(), route));
        return RunningFile.of(one.file().name(), one.subscriptions(), written(one.file()), definitions);
    }

    private List<WrittenSteps.Written> written(RouteFile file) {
        return WrittenSteps.of(new SinkRules(file, placeholders)).stream()
                .map(route -> new WrittenSteps.Written(filled(route.id()), route.from(), route.steps()))
                .toList();
    }

    private Map<ProcessorDefinition<?>, WrittenSteps.WrittenStep> steps(RouteFile file, RouteDefinition route) {
        return RunningFile.of(file.name(), Set.of(), written(file), Map.of(route.getRouteId(), route))
                .steps();
    }

    /** Everything that runs. */
    Collection<Loaded> loaded() {
        return List.copyOf(loaded.values());
    }
}
