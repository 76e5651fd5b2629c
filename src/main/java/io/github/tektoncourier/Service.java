package io.github.tektoncourier;

import io.github.tektoncourier.api.ApiTokens;
import io.github.tektoncourier.api.HttpApi;
import io.github.tektoncourier.api.SinkFileState;
import io.github.tektoncourier.cloudevent.CloudEvents;
import io.github.tektoncourier.cluster.Cluster;
import io.github.tektoncourier.cluster.NamespaceReader;
import io.github.tektoncourier.cluster.RefusalEvents;
import io.github.tektoncourier.cluster.SecretReader;
import io.github.tektoncourier.enrich.Enrichment;
import io.github.tektoncourier.enrich.Pause;
import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.Journal;
import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.JournalLockedException;
import io.github.tektoncourier.journal.camel.FailoverTargets;
import io.github.tektoncourier.journal.engine.JournalFactory;
import io.github.tektoncourier.kamelet.FormatAction;
import io.github.tektoncourier.kamelet.kafka.SharedKafkaClients;
import io.github.tektoncourier.logs.ApiPodLogs;
import io.github.tektoncourier.logs.FailureNotice;
import io.github.tektoncourier.logs.LogReading;
import io.github.tektoncourier.logs.LogTailReader;
import io.github.tektoncourier.moment.Moments;
import io.github.tektoncourier.offline.RecordedNetwork;
import io.github.tektoncourier.ops.ApiMeters;
import io.github.tektoncourier.ops.ApiServerMeters;
import io.github.tektoncourier.ops.BooksMeters;
import io.github.tektoncourier.ops.CollectMeters;
import io.github.tektoncourier.ops.FigureMeters;
import io.github.tektoncourier.ops.HealthPages;
import io.github.tektoncourier.ops.ManagementServer;
import io.github.tektoncourier.ops.Readiness;
import io.github.tektoncourier.ops.SinkMeters;
import io.github.tektoncourier.ops.SinkReadiness;
import io.github.tektoncourier.ops.WatchMeters;
import io.github.tektoncourier.routes.FirstRun;
import io.github.tektoncourier.routes.RouteSupervisor;
import io.github.tektoncourier.routes.RunningFile;
import io.github.tektoncourier.routes.SinkFiles;
import io.github.tektoncourier.routes.tenant.TenantSecrets;
import io.github.tektoncourier.text.Secrets;
import io.github.tektoncourier.watch.TektonComponent;
import io.github.tektoncourier.watch.api.ApiServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.CamelContext;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.component.micrometer.eventnotifier.MicrometerRouteEventNotifier;
import org.apache.camel.component.micrometer.routepolicy.MicrometerRoutePolicyFactory;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running courier: the stages wired, health and metrics up, sinks subscribed, and only then the cluster watched, so
 * that a new subscription misses nothing.
 */
public final class Service implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Service.class);

    private final Settings settings;
    private final Cluster cluster;
    private final Journal journal;
    private final Clock clock;
    private final CamelMain main;
    private final Enrichment enrichment;
    private final Readiness readiness = new Readiness();
    private final FirstRun firstRun;
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile @Nullable RouteSupervisor sinks;
    private volatile @Nullable SinkFiles sinkFiles;
    private @Nullable ManagementServer server;
    private @Nullable ApiTokens tokens;
    private @Nullable LogTailReader logTails;

    private Service(Settings settings, Cluster cluster, Journal journal, Clock clock, FirstRun firstRun) {
        this.firstRun = firstRun;
        this.clock = clock;
        this.settings = settings;
        this.main = new CamelMain(settings);
        this.cluster = cluster;
        this.journal = journal;
        this.enrichment =
                new Enrichment(journal, settings.get("courier.label-selector"), clock, Pause.until(closing::get));
    }

    /**
     * Starts a courier.
     *
     * @throws StartException when it cannot: port taken, journal locked, wrong settings
     */
    public static Service start(Settings settings, Cluster cluster, Clock clock) {
        refuseTakenPort(settings);
        return start(settings, cluster, clock, new FirstRun(), () -> {});
    }

    /**
     * The same with a network of a trial's own.
     *
     * @throws StartException when it cannot: port taken, journal locked, wrong settings
     */
    public static Service start(Settings settings, Cluster cluster, Clock clock, RecordedNetwork network) {
        refuseTakenPort(settings);
        return start(settings, cluster, clock, new FirstRun(), () -> {}, network);
    }

    /**
     * The same, without a look at the port; says when it has its journal, so that a stop from then on must let
     * it end what it delivers.
     *
     * @param firstRun of the process: a service that follows another has not started anew
     */
    static Service start(Settings settings, Cluster cluster, Clock clock, FirstRun firstRun, Runnable opened) {
        return start(settings, cluster, clock, firstRun, opened, null);
    }

    private static Service start(
            Settings settings,
            Cluster cluster,
            Clock clock,
            FirstRun firstRun,
            Runnable opened,
            @Nullable RecordedNetwork network) {
        Service service = new Service(settings, cluster, openJournal(settings, clock), clock, firstRun);
        try {
            opened.run();
            service.startCamel(network);
            service.loadSinks();
            service.measure();
            service.collect();
            service.measureWatches();
            service.followSinks();
            service.readiness.wired();
            return service;
        } catch (RuntimeException e) {
            service.close();
            throw e;
        }
    }

    /** Where health and metrics answer. */
    public int port() {
        return server == null ? settings.port("courier.port") : server.port();
    }

    /** The books of every subscription, as they stand. */
    public List<Books> books() {
        return journal.books();
    }

    /** Waits until the service was closed. */
    public void awaitStop() throws InterruptedException {
        stopped.await();
    }

    /** Completes when the journal's file had to be put right: {@link #leave()} and start again. */
    CompletableFuture<Void> ended() {
        return journal.ended();
    }

    /** Lets deliveries in flight finish, in bounded time, and leaves everything as it was acknowledged. */
    @Override
    public void close() {
        if (leave()) {
            cluster.close();
        }
        stopped.countDown();
    }

    /** The same, but for the client of the cluster, which the next one will use; false when it was done before. */
    boolean leave() {
        if (!closing.compareAndSet(false, true)) {
            return false;
        }
        journal.giveUpWaiting();
        RouteSupervisor supervisor = sinks;
        if (supervisor != null) {
            supervisor.close();
        }
        if (logTails != null) {
            logTails.close();
        }
        try {
            main.stop();
        } catch (RuntimeException e) {
            LOG.warn("Stopping the routes failed: {}. The journal is closed all the same.", e.toString());
        }
        journal.close();
        if (server != null) {
            server.close();
        }
        if (tokens != null) {
            tokens.close();
        }
        LOG.info("Stopped; what was not delivered is in the journal.");
        return true;
    }

    private List<RunningFile> running() {
        SinkFiles files = sinkFiles;
        return files == null ? List.of() : files.running();
    }

    private CamelContext context() {
        return main.getCamelContext();
    }

    private void startCamel(@Nullable RecordedNetwork network) {
        main.bind("clock", clock);
        main.bind("journal", journal);
        main.bind("kubernetesClient", cluster.client());
        main.bind("namespaceAnnotations", new NamespaceReader(cluster.client(), clock));
        if (settings.get("courier.slots.kubernetes-events").equals("true")) {
            main.bind("refusalEvents", new RefusalEvents(cluster.client(), clock));
        }
        main.bind("tenantSecrets", new TenantSecrets(new SecretReader(cluster.client(), clock)::read));
        main.bind("kafkaClients", new SharedKafkaClients(Runtime.getRuntime().maxMemory()));
        main.bind("moments", new Moments());
        main.bind("cloudEvents", new CloudEvents(settings.get("courier.cluster"), journal));
        main.bind("enrich", enrichment);
        bindLogTails();
        main.bind(FormatAction.API_SERVER, cluster.address());
        try {
            main.bind(MicrometerConstants.METRICS_REGISTRY_NAME, metrics);
            main.init();
            measureRoutes(context());
            context().getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
            FailoverTargets.addTo(context());
            if (network != null) {
                network.addTo(context(), this::running);
            }
            readiness.register(context());
            new SinkReadiness(firstRun::awaited, firstRun::refused, firstRun::missing).register(context());
            main.start();
            server = ManagementServer.open(
                    settings.address(), HealthPages.of(context(), metrics, readiness::isWired), api());
        } catch (StartException e) {
            throw e;
        } catch (Exception e) {
            throw StartException.environment("Camel did not start: " + e.getMessage());
        }
    }

    private void bindLogTails() {
        if (!settings.get("courier.logs.tail").equals("true")) {
            main.bind("failureNotice", FailureNotice.NONE);
            return;
        }
        LogTailReader reader = new LogTailReader(
                new ApiPodLogs(new ApiServer(cluster.client())),
                journal.logTails(),
                settings.get("courier.logs.mask"),
                clock,
                Thread::sleep,
                LogReading.threads());
        main.bind("failureNotice", reader);
        logTails = reader;
    }

    private HttpApi api() {
        String file = settings.get("courier.api.token-file");
        ApiTokens opened = file.isEmpty() ? ApiTokens.none() : tokens(Path.of(file));
        tokens = opened;
        Path directory = settings.path("courier.journal.directory");
        return new HttpApi(
                () -> JournalFactory.view(directory),
                JournalFactory.requests(settings.journal(), clock),
                this::sinkFiles,
                opened,
                new ApiMeters(metrics));
    }

    private ApiTokens tokens(Path file) {
        try {
            return ApiTokens.of(file, clock, Secrets.ofProcess());
        } catch (IllegalArgumentException e) {
            throw StartException.wrongUse(String.valueOf(e.getMessage()));
        }
    }

    private List<SinkFileState> sinkFiles() {
        List<SinkFileState> states = new ArrayList<>();
        RouteSupervisor supervisor = sinks;
        if (supervisor != null) {
            supervisor.files((name, loaded, subscriptions, problems) -> states.add(new SinkFileState(
                    name,
                    problems.isEmpty() ? subscriptions.isEmpty() ? "off" : "running" : loaded ? "earlier" : "refused",
                    List.copyOf(subscriptions),
                    problems)));
        }
        return states;
    }

    /** Camel's own metrics of routes: exchanges and their times. */
    private void measureRoutes(CamelContext context) throws Exception {
        MicrometerRoutePolicyFactory policy = new MicrometerRoutePolicyFactory();
        policy.getPolicyConfiguration().setContextEnabled(false);
        policy.getPolicyConfiguration().setRouteEnabled(true);
        policy.setMeterRegistry(metrics);
        context.addService(policy);
        context.addRoutePolicyFactory(policy);
        MicrometerRouteEventNotifier routes = new MicrometerRouteEventNotifier();
        routes.setMeterRegistry(metrics);
        context.getManagementStrategy().addEventNotifier(routes);
    }

    private void measure() {
        metrics.getPrometheusRegistry().register(new BooksMeters(() -> BooksMeters.Reading.of(journal), clock));
        metrics.getPrometheusRegistry().register(new FigureMeters(journal::figures));
        CollectMeters.bind(metrics, enrichment);
        RouteSupervisor supervisor = sinks;
        if (supervisor != null) {
            SinkMeters.bind(metrics, supervisor, RouteSupervisor::refused, RouteSupervisor::reloads);
        }
    }

    private void measureWatches() {
        TektonComponent watches = context().getComponent("tekton", TektonComponent.class);
        main.bind("watchMeters", WatchMeters.bind(metrics, watches::states, clock));
        metrics.getPrometheusRegistry().register(new ApiServerMeters(watches::requests));
    }

    private void loadSinks() {
        Path folder = settings.path("courier.sinks");
        SinkFiles files = new SinkFiles(context(), settings.all());
        sinkFiles = files;
        SinkRegistration registration = SinkRegistration.start(settings, cluster, clock);
        RouteSupervisor supervisor = new RouteSupervisor(
                files,
                folder,
                journal,
                Set.copyOf(settings.list("courier.journal.give-up")),
                firstRun,
                registration.files(),
                registration.notice(),
                clock,
                SinkRegistration.keep(settings));
        sinks = supervisor;
        try {
            supervisor.start();
        } catch (IOException e) {
            throw StartException.environment("Cannot read the sinks folder " + folder + ": " + e.getMessage());
        }
        if (supervisor.subscriptions().isEmpty()) {
            LOG.warn(
                    "No sink is on: events are kept in the journal and go nowhere. Put a file into {}, or set"
                            + " courier.http.url.",
                    folder.toAbsolutePath());
        } else {
            LOG.info(
                    "Subscriptions: {}{}",
                    supervisor.subscriptions(),
                    supervisor.refused() == 0 ? "" : "; refused files: " + supervisor.refused());
        }
    }

    /** Now that all other routes are there. */
    private void followSinks() {
        RouteSupervisor supervisor = sinks;
        if (supervisor != null) {
            supervisor.follow();
        }
    }

    /** The spine. It comes last, so that no event passes before every subscription has its place. */
    private void collect() {
        CamelContext context = context();
        List<Resource> routes = new ArrayList<>();
        for (String name : settings.get("courier.kubernetes-events").equals("off")
                ? List.of("collect-runs")
                : List.of("collect-runs", "collect-kubernetes-events")) {
            routes.add(PluginHelper.getResourceLoader(context)
                    .resolveResource("classpath:routes/" + name + ".camel.yaml"));
        }
        try {
            PluginHelper.getRoutesLoader(context).loadRoutes(routes);
        } catch (Exception e) {
            throw StartException.environment("The collecting routes did not start: " + e.getMessage());
        }
    }

    private static Journal openJournal(Settings settings, Clock clock) {
        try {
            return JournalFactory.open(settings.journal().withLockWait(Duration.ofSeconds(60)), clock);
        } catch (JournalLockedException | JournalException e) {
            throw StartException.environment(e.getMessage());
        }
    }

    /** A user wants to know before anything else starts, and before a wait for the journal's lock. */
    static void refuseTakenPort(Settings settings) {
        InetSocketAddress address = settings.address();
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(address);
        } catch (IOException e) {
            throw StartException.environment("Port " + address.getPort() + " is taken or courier.host is no address of"
                    + " this machine (" + e.getMessage()
                    + "). Choose another with --set courier.port=N; 0 takes a free one.");
        }
    }
}
