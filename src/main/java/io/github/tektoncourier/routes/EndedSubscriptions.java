package io.github.tektoncourier.routes;

import io.github.tektoncourier.journal.Hold;
import io.github.tektoncourier.journal.Journal;
import io.github.tektoncourier.journal.SubscriptionName;
import io.github.tektoncourier.routes.check.file.RouteFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the subscriptions of the journal whose files are gone, and lets go of them. Where it is not certain that a file is
 * gone, its subscription goes on being waited for: a full journal can be mended, a lost event cannot.
 */
final class EndedSubscriptions {

    private static final Logger LOG = LoggerFactory.getLogger(RouteSupervisor.class);

    /** Under these the journal notes which folder the files were last looked for in. */
    private static final String PATH = "sinks-path";

    private static final String FOLDER = "sinks-folder";

    /** Noted once ConfigMaps of the courier's own namespace had files. */
    private static final String OWN = "sinks-config-maps";

    private final Journal journal;
    private final Path folder;
    private final Set<String> givenUp;
    private String said = "";
    private String tenantsSaid = "";
    private String ownSaid = "";

    /**
     * For one folder.
     *
     * @param givenUp subscriptions that the user gives up, though they may have a file
     */
    EndedSubscriptions(Journal journal, Path folder, Set<String> givenUp) {
        this.journal = journal;
        this.folder = folder;
        this.givenUp = Set.copyOf(givenUp);
    }

    /**
     * What the files say.
     *
     * @param running subscriptions of routes that run
     * @param refused files that do not run as they are and do not go on as they were
     * @param off subscriptions of files that are switched off
     * @param hidden whether there are files that cannot even be read
     */
    record Files(Set<String> running, List<RouteFile> refused, Set<String> off, boolean hidden) {}

    /** Lets go of what no file has, if that is certain. */
    void letGo(Files files, SinksFolder.Look look, RegisteredFiles.Look registered) {
        giveUp(files);
        Set<String> waiting = new TreeSet<>(journal.waitedFor());
        waiting.removeAll(files.running());
        Set<String> expected = new HashSet<>(files.running());
        boolean uncertain = files.hidden();
        Set<String> unsure = new HashSet<>();
        for (RouteFile file : files.refused()) {
            Optional<Set<String>> names = DeclaredSubscriptions.certain(file);
            expected.addAll(names.orElse(Set.of()));
            if (names.isEmpty() && !file.namespace().isEmpty()) {
                unsure.add(file.namespace()); // it holds up the subscriptions of its own namespace alone
            } else {
                uncertain |= names.isEmpty();
            }
        }
        Set<String> tenants = tenants(waiting, expected, unsure, registered);
        waiting.removeIf(name -> SubscriptionName.namespace(name).isPresent());
        expected.addAll(tenants);
        if (bareMayCome(registered)) {
            expected.addAll(waiting);
            if (registered.own() == RegisteredFiles.Absence.UNCOVERED) {
                ownSaid = say("their ConfigMaps are not read: courier.sinks.config-maps is off", waiting, ownSaid);
            }
        }
        Set<String> off = new TreeSet<>(files.off());
        off.removeAll(givenUp);
        Set<String> unclaimed = new TreeSet<>(waiting);
        unclaimed.removeAll(expected);
        unclaimed.removeAll(off);
        if (!unclaimed.isEmpty() && uncertain) {
            say("it cannot be told which file had them as long as one is refused", unclaimed);
        } else if (!unclaimed.isEmpty() && !trusted(look)) {
            say(
                    "the sinks folder " + folder + " is " + (look.bare() ? "empty and " : "") + "not the one of before",
                    unclaimed);
        } else {
            journal.expectOnly(expected, off);
            noteFolder(look);
            waiting.retainAll(off);
            say("their files are there and switched off", waiting);
        }
    }

    /** Lets go of tenants' subscriptions that certainly have no file, and gives back those that are kept. */
    private Set<String> tenants(
            Set<String> waiting, Set<String> expected, Set<String> unsure, RegisteredFiles.Look registered) {
        Set<String> kept = new TreeSet<>();
        Set<String> uncovered = new TreeSet<>();
        Set<String> gone = new TreeSet<>();
        for (String name : waiting) {
            Optional<String> namespace = SubscriptionName.namespace(name);
            if (namespace.isEmpty()) {
                continue;
            }
            RegisteredFiles.Absence absence = registered.absence(name);
            if (absence != RegisteredFiles.Absence.GONE || unsure.contains(namespace.get())) {
                kept.add(name);
            } else if (!expected.contains(name)) {
                gone.add(name);
            }
            if (absence == RegisteredFiles.Absence.UNCOVERED) {
                uncovered.add(name);
            }
        }
        if (!gone.isEmpty()) {
            journal.release(gone);
        }
        tenantsSaid = say("courier.tenants does not name their namespaces", uncovered, tenantsSaid);
        return kept;
    }

    /** Whether a ConfigMap of the courier's own namespace that was not seen yet, or that door shut since, may have one. */
    private boolean bareMayCome(RegisteredFiles.Look registered) {
        if (registered.own() == RegisteredFiles.Absence.GONE
                && journal.noted(OWN).isEmpty()) {
            journal.note(OWN, 1);
        }
        return registered.own() == RegisteredFiles.Absence.UNSEEN
                || (registered.own() == RegisteredFiles.Absence.UNCOVERED
                        && journal.noted(OWN).isPresent());
    }

    private void giveUp(Files files) {
        Set<String> wanted = new TreeSet<>(givenUp);
        wanted.removeAll(files.running());
        wanted.retainAll(journal.waitedFor());
        if (!wanted.isEmpty()) {
            journal.release(wanted);
        }
    }

    /** An empty folder must be the very one that had files; another path must have been looked at before. */
    private boolean trusted(SinksFolder.Look look) {
        OptionalLong path = journal.noted(PATH);
        if (path.isPresent() && path.getAsLong() != number(folder.toAbsolutePath())) {
            return false;
        }
        return !look.bare() || journal.noted(FOLDER).equals(OptionalLong.of(number(look.identity())));
    }

    private void noteFolder(SinksFolder.Look look) {
        for (Map.Entry<String, Long> note : Map.of(
                        PATH, number(folder.toAbsolutePath()), FOLDER, number(look.identity()))
                .entrySet()) {
            if (!journal.noted(note.getKey()).equals(OptionalLong.of(note.getValue()))) {
                journal.note(note.getKey(), note.getValue());
            }
        }
    }

    private static long number(Object of) {
        return UUID.nameUUIDFromBytes(of.toString().getBytes(StandardCharsets.UTF_8))
                .getMostSignificantBits();
    }

    private void say(String why, Set<String> names) {
        said = say(why, names, said);
    }

    /**
     * Names what waits without a sink, once for as long as it is the same.
     *
     * @return what to compare with the next time
     */
    private String say(String why, Set<String> names, String before) {
        List<Hold> holds = journal.holds().stream()
                .filter(hold -> names.contains(hold.subscription()))
                .toList();
        String now = why + names;
        if (holds.isEmpty() || now.equals(before)) {
            return now;
        }
        LOG.warn(
                "No sink runs for {}, and what waits is kept, because {}. Bring the sink back, or give up what waits:"
                        + " --set courier.journal.give-up={}",
                String.join(
                        ", ",
                        holds.stream()
                                .map(hold -> "subscription " + hold.subscription() + " (" + hold.events() + " events)")
                                .toList()),
                why,
                String.join(",", names));
        return now;
    }
}
