package io.github.tektoncourier.routes;

import io.github.tektoncourier.journal.Journal;
import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.Totals;
import io.github.tektoncourier.routes.check.file.Problem;
import io.github.tektoncourier.routes.check.file.RouteFile;
import io.github.tektoncourier.routes.tenant.CrowdingTenants;
import io.github.tektoncourier.routes.tenant.EndedTenants;
import io.github.tektoncourier.routes.tenant.OverdueTenants;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the sinks that run equal to the files in the sinks folder. A file that is wrong changes nothing: what ran before
 * goes on, and the reason is said once. A file that is gone ends its routes, and nothing is kept for its subscriptions.
 */
public final class RouteSupervisor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RouteSupervisor.class);

    /** Looks, of a second each, after which what a tenant's file lacks is looked for again. */
    private static final int RETRY_TICKS = 15;

    private final SinkFiles sinks;
    private final Journal journal;
    private final Map<String, RouteFile> shipped;
    private final Refused refused = new Refused();
    private final FirstRun firstRun;
    private final FolderWatch watch;
    private final EndedSubscriptions ended;
    private final Set<String> toRelease = new TreeSet<>();
    private Set<String> rotated = Set.of();
    private final LongAdder reloads = new LongAdder();
    private final RegisteredFiles registered;
    private final TenantLives lives;
    private final Verdicts verdicts;
    private final OverdueTenants late;
    private Set<String> overdue = Set.of();
    private SinksFolder.Look inFolder = new SinksFolder.Look(Map.of(), Map.of(), Optional.empty(), true);
    private RegisteredFiles.Look inCluster = RegisteredFiles.Look.NOTHING;
    private int untilRetry = RETRY_TICKS;
    private boolean unsettled;

    /**
     * Supervises a folder, and the files that ship.
     *
     * @param givenUp subscriptions that nothing is kept for while no route of theirs runs
     * @param firstRun notes which files have run; a supervisor that follows another in this process takes the same
     */
    public RouteSupervisor(SinkFiles sinks, Path folder, Journal journal, Set<String> givenUp, FirstRun firstRun) {
        this(
                sinks,
                folder,
                journal,
                givenUp,
                firstRun,
                RegisteredFiles.NONE,
                VerdictNotice.NONE,
                Clock.systemUTC(),
                Duration.ofDays(2));
    }

    /**
     * The same with files that are registered in the cluster.
     *
     * @param notice is told what became of each of them
     * @param keep how long an event may wait for a tenant's subscription
     */
    public RouteSupervisor(
            SinkFiles sinks,
            Path folder,
            Journal journal,
            Set<String> givenUp,
            FirstRun firstRun,
            RegisteredFiles registered,
            VerdictNotice notice,
            Clock clock,
            Duration keep) {
        this.sinks = sinks;
        this.late = new OverdueTenants(journal::books, clock, keep);
        this.registered = registered;
        this.lives = new TenantLives(journal);
        this.verdicts = new Verdicts(journal, notice);
        this.firstRun = firstRun;
        this.watch = new FolderWatch(
                new SinksFolder(folder),
                this::folderIs,
                this::settle,
                this::unfinished,
                this::renewed,
                this::lookAtCluster);
        this.ended = new EndedSubscriptions(journal, folder, givenUp);
        this.journal = journal;
        this.shipped = SinkFiles.shipped().stream()
                .collect(Collectors.toMap(RouteFile::name, Function.identity(), (a, b) -> a, TreeMap::new));
    }

    /**
     * Starts what is there.
     *
     * @throws IOException when there is a folder that cannot be read
     */
    public void start() throws IOException {
        watch.first();
    }

    /** From now on, what changes in the folder changes what runs; nothing else may add routes meanwhile. */
    public void follow() {
        watch.start();
    }

    /** One look at the folder, and one at what is registered. */
    void tick() {
        watch.tick();
        lookAtCluster();
    }

    private void folderIs(SinksFolder.Look look) {
        inFolder = look;
        apply();
    }

    /** What was applied counts as seen only when it was applied whole. */
    private void lookAtCluster() {
        RegisteredFiles.Look before = inCluster;
        RegisteredFiles.Look now = registered.look();
        boolean retry = --untilRetry <= 0;
        overdue = retry ? overdue(subscriptions()) : Set.of();
        if (now.version() != before.version()
                || !overdue.isEmpty()
                || (retry && sinks.waitForSecrets(files(now).values()))) {
            inCluster = now;
            try {
                apply();
            } catch (RuntimeException | Error e) {
                inCluster = before;
                throw e;
            } finally {
                overdue = Set.of(); // a change in the folder must not let go of what came since
            }
            watch.confirmAgain();
        }
        if (retry) {
            untilRetry = RETRY_TICKS;
            verdicts.look();
            forgetEnded(now);
        }
    }

    private Set<String> overdue(Set<String> running) {
        Set<String> found = late.among(running);
        Totals totals = journal.totals();
        if (totals.usedBytes() > totals.maxBytes() / 2) {
            found.addAll(CrowdingTenants.among(running, journal.holds(), totals.maxBytes()));
        }
        return found;
    }

    private void forgetEnded(RegisteredFiles.Look look) {
        if (look.objects().isEmpty()) {
            return; // no tenant
        }
        Set<String> ended = EndedTenants.surplus(journal.books());
        try {
            if (!ended.isEmpty()) {
                journal.forget(ended);
            }
        } catch (JournalException e) {
            LOG.debug("The journal could not forget {}; it is tried again", ended, e);
        }
    }

    private static Map<String, RouteFile> files(RegisteredFiles.Look look) {
        Map<String, RouteFile> files = new TreeMap<>();
        look.files().forEach(one -> files.put(one.file().name(), one.file()));
        return files;
    }

    /** Files that are there and do not run as they are now. */
    public int refused() {
        return refused.files();
    }

    /** How often a file was started, changed or removed since the supervisor began. */
    public long reloads() {
        return reloads.sum();
    }

    /** Whether a file runs; told of files, for as long as the supervisor runs. */
    public interface FileListener {

        /**
         * One file.
         *
         * @param subscriptions those of the version that runs; empty where none does
         * @param problems why it does not run as it is; empty where it does
         */
        void file(String name, boolean loaded, Set<String> subscriptions, List<String> problems);
    }

    /** Tells of each file that is there. */
    public void files(FileListener listener) {
        Map<String, List<Problem>> problems = new TreeMap<>(refused.problems());
        for (SinkFiles.Loaded one : sinks.loaded()) {
            List<Problem> wrong = problems.remove(one.file().name());
            listener.file(one.file().name(), true, one.subscriptions(), words(wrong == null ? List.of() : wrong));
        }
        problems.forEach((name, wrong) -> listener.file(name, false, Set.of(), words(wrong)));
    }

    private static List<String> words(List<Problem> problems) {
        return problems.stream().map(Problem::toString).toList();
    }

    /** Names of the subscriptions whose files run. */
    public Set<String> subscriptions() {
        return sinks.loaded().stream()
                .flatMap(one -> one.subscriptions().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void apply() {
        Map<String, RouteFile> files = new TreeMap<>(inFolder.files());
        files.putAll(files(inCluster));
        Map<String, Problem> out = new TreeMap<>(inFolder.unreadable());
        inCluster.files().forEach(one -> one.refused()
                .ifPresent(why -> out.put(one.file().name(), why)));
        Set<String> renewed = lives.renewed(inCluster.objects());
        Set<String> gone = gone(files, out.keySet());
        sinks.loaded().stream()
                .map(SinkFiles.Loaded::file)
                .filter(file -> renewed.contains(file.namespace()))
                .forEach(file -> gone.add(file.name()));
        Set<String> anew = sinks.loaded().stream()
                .filter(one -> one.subscriptions().stream().anyMatch(overdue::contains))
                .map(one -> one.file().name())
                .collect(Collectors.toSet());
        gone.addAll(anew);
        List<Candidate> candidates = sinks.check(inOrder(files).stream()
                .filter(file -> !out.containsKey(file.name()))
                .filter(file -> gone.contains(file.name())
                        || rotated.contains(file.name())
                        || sinks.loaded(file.name())
                                .filter(one -> one.file().equals(file) && !sinks.outdated(one))
                                .isEmpty())
                .toList());
        Choice choice = Choice.among(
                candidates,
                sinks.loaded().stream()
                        .filter(one -> !gone.contains(one.file().name()))
                        .toList());
        Map<String, List<Problem>> problems = new TreeMap<>(choice.refused());
        out.forEach((name, problem) -> problems.put(name, List.of(problem)));
        Set<String> claimed = claimed(files, choice, gone);
        Map<String, List<Problem>> failed = replace(choice.accepted(), gone, claimed, renewed);
        problems.putAll(failed);
        refused.say(problems, failed.keySet(), name -> sinks.loaded(name).isPresent());
        verdicts.overdue(anew);
        verdicts.told(inCluster, problems, name -> sinks.loaded(name).isPresent());
        problems.keySet().removeAll(files(inCluster).keySet()); // a tenant's mistake holds up no rollout
        firstRun.noted(sinks.names(), problems, name -> Stream.of(files.get(name), shipped.get(name))
                .filter(Objects::nonNull)
                .anyMatch(sinks::off));
    }

    /** Looks for values that changed. */
    private boolean renewed() {
        rotated = sinks.rotated();
        firstRun.missing(sinks.missing());
        return !rotated.isEmpty();
    }

    /** Files that ran and are not there any more; shipped ones stay. */
    private Set<String> gone(Map<String, RouteFile> files, Set<String> unreadable) {
        return sinks.loaded().stream()
                .map(one -> one.file().name())
                .filter(name -> !files.containsKey(name) && !unreadable.contains(name) && !shipped.containsKey(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private List<RouteFile> inOrder(Map<String, RouteFile> files) {
        List<RouteFile> all = new ArrayList<>(shipped.values());
        all.addAll(files.values());
        return all;
    }

    /** Every subscription that a file has or asks for. */
    private Set<String> claimed(Map<String, RouteFile> files, Choice choice, Set<String> gone) {
        Set<String> claimed = new HashSet<>();
        Set<String> accepted = new HashSet<>();
        for (Candidate candidate : choice.accepted()) {
            accepted.add(candidate.file().name());
            if (!shipped.containsKey(candidate.file().name())) {
                claimed.addAll(candidate.subscriptions().keySet());
                claimed.addAll(DeclaredSubscriptions.named(candidate.file()));
            }
        }
        for (SinkFiles.Loaded one : sinks.loaded()) {
            if (!gone.contains(one.file().name())
                    && !accepted.contains(one.file().name())) {
                claimed.addAll(one.subscriptions());
            }
        }
        choice.refused().keySet().stream()
                .map(files::get)
                .filter(Objects::nonNull)
                .forEach(file -> claimed.addAll(DeclaredSubscriptions.named(file)));
        return claimed;
    }

    /** Ends what is gone, exchanges what changed, starts what is new. */
    private Map<String, List<Problem>> replace(
            List<Candidate> accepted, Set<String> gone, Set<String> claimed, Set<String> renewed) {
        Map<String, RouteFile> before = new TreeMap<>();
        Set<String> leaving = new TreeSet<>(gone);
        for (Candidate candidate : accepted) {
            sinks.loaded(candidate.file().name()).ifPresent(one -> {
                leaving.add(one.file().name());
                before.put(one.file().name(), one.file());
            });
        }
        for (String name : leaving) {
            sinks.loaded(name).ifPresent(one -> toRelease.addAll(one.subscriptions()));
        }
        toRelease.removeAll(claimed);
        release(); // at once, whatever the sink still does with what it was sent
        sinks.unload(leaving);
        gone.forEach(name -> LOG.info("Sink removed: {}", name));
        reloads.add(gone.size());
        if (release()) {
            toRelease.clear();
        }
        forgetOverdue();
        lives.begin(renewed, inCluster.objects());
        Map<String, List<Problem>> failed = new TreeMap<>();
        for (Candidate candidate : accepted) {
            String name = candidate.file().name();
            List<Problem> problems = sinks.start(candidate);
            RouteFile old = before.get(name);
            if (!problems.isEmpty()) {
                failed.put(name, problems);
                if (old != null && !sinks.load(old).isEmpty()) {
                    LOG.error("Sink {} cannot go on as it was before, either. Its events wait in the journal.", name);
                }
            } else if (!shipped.containsKey(name)) {
                reloads.increment();
                LOG.info("Sink {}: {}", old == null ? "started" : "changed", name);
                candidate.problems().forEach(warning -> LOG.warn("Sink {}", warning));
            }
        }
        return failed;
    }

    /** Where the journal cannot note it now, what waits is overdue again after a while; the sinks go on. */
    private void forgetOverdue() {
        if (!overdue.isEmpty()) {
            try {
                journal.forget(overdue);
            } catch (JournalException e) {
                LOG.warn("The journal could not let go of what waits for {}: {}.", overdue, e.getMessage());
                return;
            }
            LOG.warn(
                    "What waited for the tenants' subscriptions {} is let go: its oldest event has waited longer than"
                            + " courier.tenants.keep, or it took more than half of courier.journal.max-size. They"
                            + " begin anew with the next event.",
                    overdue);
        }
    }

    private boolean release() {
        try {
            journal.release(toRelease);
            return true;
        } catch (JournalException e) {
            LOG.warn("The journal could not note that {} ended: {}. It is tried again.", toRelease, e.getMessage());
            return false;
        }
    }

    /** Whether there is something to be tried again though no file changes. */
    private boolean unfinished() {
        return refused.forNow() || !toRelease.isEmpty() || unsettled;
    }

    /** Two looks have seen the same: what is in the journal and has no file is let go. */
    private void settle(SinksFolder.Look look) {
        List<RouteFile> refusedFiles = new ArrayList<>();
        Set<String> off = new HashSet<>();
        Map<String, RouteFile> files = new TreeMap<>(look.files());
        files.putAll(files(inCluster));
        for (RouteFile file : inOrder(files)) {
            if (sinks.loaded(file.name()).isEmpty()) {
                refusedFiles.add(file);
            } else {
                off.addAll(DeclaredSubscriptions.outsideComments(file));
            }
        }
        Set<String> running = subscriptions();
        off.removeAll(running);
        boolean hidden = look.unreadable().keySet().stream()
                .anyMatch(name -> sinks.loaded(name).isEmpty());
        try {
            ended.letGo(new EndedSubscriptions.Files(running, refusedFiles, off, hidden), look, inCluster);
            unsettled = false;
        } catch (JournalException e) {
            unsettled = true;
            LOG.warn("The journal could not note which sinks ended: {}. It is tried again.", e.getMessage());
        }
    }

    /** Lets a change that is being made come to its end, for a while. */
    @Override
    public void close() {
        registered.close();
        watch.close();
    }
}
