package io.github.tektoncourier.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.tektoncourier.StartException;
import io.github.tektoncourier.api.json.DeadLetterJson;
import io.github.tektoncourier.journal.DeadLetter;
import io.github.tektoncourier.journal.EventSelection;
import io.github.tektoncourier.journal.JournalRequest;
import io.github.tektoncourier.journal.JournalRequest.Action;
import io.github.tektoncourier.text.LogText;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code courier dead}: what a sink refused for good. */
@Command(
        name = "dead",
        mixinStandardHelpOptions = true,
        description = "Lists dead letters (events that a sink refused for good), sends them again or drops them.",
        synopsisSubcommandLabel = "list|show|retry|drop",
        footerHeading = "%n",
        footer = {
            "Reads the journal beside the running service, or behind its HTTP API (--server). retry and drop ask the service;"
                    + " without one they do it themselves.",
            "A dead letter that is retried goes out with the extension replay, outside of its run's order.",
            "",
            "  courier dead list --subscription audit --since 2h",
            "  courier dead retry --subscription audit --reason 422",
            "",
            "Exit 1: there is no such dead letter."
        })
final class DeadCommand implements Runnable {

    /** Which dead letters. */
    static class ReasonedOptions {

        @Mixin
        private SelectionOptions events = new SelectionOptions();

        @Option(names = "--reason", paramLabel = "TEXT", description = "Only where the answer has this text.")
        private @Nullable String reason;

        boolean isEmpty() {
            return reason == null && events.isEmpty();
        }

        EventSelection selection(Clock clock) {
            return events.selection(clock).withReason(reason);
        }
    }

    /** Which dead letters, or which one. */
    static final class LetterOptions extends ReasonedOptions {

        @Parameters(paramLabel = "ID", arity = "0..1", description = "The event's id.")
        private @Nullable String id;

        @Override
        boolean isEmpty() {
            return id == null && super.isEmpty();
        }

        @Override
        EventSelection selection(Clock clock) {
            return super.selection(clock).withEvent(id);
        }
    }

    private static final int MOST = 10_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Clock clock = Clock.systemUTC();

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "Say what to do with dead letters: list, show, retry or drop.");
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists dead letters, one a line.")
    int list(
            @Mixin JournalAccess access,
            @Mixin ReasonedOptions which,
            @Option(names = "--output", defaultValue = "text", description = "text or json.")
                    StatusCommand.Output output)
            throws JsonProcessingException {
        List<DeadLetter> found = find(access, which.selection(clock));
        if (output == StatusCommand.Output.json) {
            System.out.println(json(found));
        } else {
            found.forEach(letter -> System.out.println(line(letter)));
            System.err.println("courier: " + count(found.size())
                    + (found.isEmpty() ? "." : ". `courier dead show ID` says all of one."));
        }
        return 0;
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Says all that is known of a dead letter.")
    int show(
            @Mixin JournalAccess access,
            @Parameters(paramLabel = "ID", description = "The event's id, as dead list and the log have it.") String id,
            @Option(names = "--subscription", paramLabel = "NAME", description = "Only of this subscription.") @Nullable
                    String subscription,
            @Option(names = "--output", defaultValue = "text", description = "text or json.")
                    StatusCommand.Output output)
            throws JsonProcessingException {
        List<DeadLetter> found = find(access, EventSelection.ALL.withEvent(id).withSubscription(subscription));
        if (output == StatusCommand.Output.json) {
            System.out.println(json(found));
        } else {
            found.forEach(letter -> System.out.println(words(letter)));
        }
        return found.isEmpty() ? none() : 0;
    }

    @Command(
            name = "retry",
            mixinStandardHelpOptions = true,
            description = "Sends dead letters again: the one with ID, or all that the options leave.")
    int retry(@Mixin JournalAccess access, @Mixin LetterOptions which) {
        long letters = ask(access, Action.RETRY, which);
        if (letters > 0) {
            System.out.println(count(letters) + (letters == 1 ? " goes" : " go")
                    + " again, marked replay. `courier status` says how they fare.");
        }
        return letters == 0 ? none() : 0;
    }

    @Command(
            name = "drop",
            mixinStandardHelpOptions = true,
            description = "Gives dead letters up for good: the one with ID, or all that the options leave.")
    int drop(@Mixin JournalAccess access, @Mixin LetterOptions which) {
        if (which.isEmpty()) {
            throw StartException.wrongUse("Say which dead letters are to be dropped: an ID, or an option such as"
                    + " --subscription. What is dropped cannot be sent again.");
        }
        long letters = ask(access, Action.DROP, which);
        if (letters > 0) {
            System.out.println(count(letters) + " dropped.");
        }
        return letters == 0 ? none() : 0;
    }

    private long ask(JournalAccess access, Action action, LetterOptions which) {
        return access.ask(new JournalRequest(action, which.selection(clock)), clock)
                .letters();
    }

    private static List<DeadLetter> find(JournalAccess access, EventSelection which) {
        return access.read(journal -> journal.dead(which, MOST));
    }

    private static int none() {
        System.err.println("courier: There is no such dead letter. `courier dead list` shows all.");
        return 1;
    }

    private static String count(long letters) {
        return letters == 1 ? "1 dead letter" : letters + " dead letters";
    }

    private static String line(DeadLetter letter) {
        return letter.words() + " attempt " + letter.attempts() + "  " + time(letter.died()) + "  "
                + LogText.line(letter.reason());
    }

    private static String words(DeadLetter letter) {
        String id = LogText.line(letter.id());
        return "subscription  " + letter.subscription()
                + "\nrun           " + LogText.line(letter.namespace() + "/" + letter.run())
                + "\ntype          " + LogText.line(letter.type())
                + "\nid            " + id
                + (letter.value().isEmpty() ? "" : "\nslot value    " + LogText.value(letter.value()))
                + "\nappended      " + time(letter.appended())
                + "\nattempts      " + letter.attempts()
                + "\nfirst failed  " + time(letter.first())
                + "\ndied          " + time(letter.died())
                + "\nreason        " + LogText.shown(letter.reason())
                + "\n\nTo send it again: courier dead retry " + id + " --subscription " + letter.subscription()
                + "\nTo give it up:    courier dead drop " + id + " --subscription " + letter.subscription();
    }

    private static String time(@Nullable Instant time) {
        return time == null ? "-" : time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String json(List<DeadLetter> letters) throws JsonProcessingException {
        ArrayNode all = JSON.createArrayNode();
        letters.forEach(letter -> DeadLetterJson.write(all.addObject(), letter));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all);
    }
}
