package io.github.tektoncourier.cli;

import io.github.tektoncourier.StartException;
import io.github.tektoncourier.journal.EventSelection;
import io.github.tektoncourier.journal.JournalRequest;
import io.github.tektoncourier.journal.JournalRequest.Action;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code courier replay}: sends events of one subscription once more. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = "Sends events again to one subscription, with the same ids and the extension replay.",
        footerHeading = "%n",
        footer = {
            "Means every event that the journal still has, that the subscription asks for and that it has passed, delivered"
                    + " or not.",
            "Replays go out beside what is new, at most 200 a second and on a quarter of the lanes; they go on after a"
                    + " restart.",
            "",
            "  courier replay --subscription audit --since 2h --dry-run",
            "  courier replay --subscription audit --run ci/build-1",
            "  courier replay --subscription audit --failed-since 2026-11-30T08:00:00Z",
            "",
            "Exit 1: there is nothing to send."
        })
final class ReplayCommand implements Callable<Integer> {

    @Mixin
    private JournalAccess access = new JournalAccess();

    @Mixin
    private SelectionOptions which = new SelectionOptions();

    @Option(
            names = "--failed-since",
            paramLabel = "TIME",
            description = "Only dead letters, of which the last attempt was not before: a time, or a duration back.")
    private @Nullable String failedSince;

    @Option(names = "--dry-run", description = "Says how many there are and sends nothing.")
    private boolean dryRun;

    private final Clock clock = Clock.systemUTC();

    @Override
    public Integer call() {
        if (which.subscription() == null) {
            throw StartException.wrongUse("Say to which sink: --subscription NAME. `courier status` lists them.");
        }
        JournalRequest request = request();
        JournalRequest.Result planned = access.read(journal -> journal.preview(request));
        System.out.println(words(planned) + (dryRun ? " would be sent again to " : " to be sent again to ")
                + which.subscription() + ".");
        if (planned.letters() + planned.events() == 0) {
            return 1;
        }
        if (!dryRun) {
            JournalRequest.Result done = access.ask(request, clock);
            System.out.println(words(done) + " on their way. `courier status` says how far they are.");
        }
        return 0;
    }

    private JournalRequest request() {
        EventSelection selection = which.selection(clock);
        Instant failed = SelectionOptions.time("--failed-since", failedSince, clock);
        if (failed == null) {
            return new JournalRequest(Action.REPLAY, selection);
        }
        if (which.hasTime()) {
            throw StartException.wrongUse(
                    "--failed-since is about dead letters, --since and --until about events: use" + " either.");
        }
        return new JournalRequest(Action.RETRY, selection.withTimes(failed, null));
    }

    private static String words(JournalRequest.Result result) {
        return result.events() + " events and " + result.letters() + " dead letters";
    }
}
