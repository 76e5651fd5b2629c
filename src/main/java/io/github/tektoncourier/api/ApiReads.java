package io.github.tektoncourier.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.api.json.BooksJson;
import io.github.tektoncourier.api.json.DeadLetterJson;
import io.github.tektoncourier.api.json.HistoryJson;
import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.DeadLetter;
import io.github.tektoncourier.journal.EventSelection;
import io.github.tektoncourier.journal.Hold;
import io.github.tektoncourier.journal.JournalListing;
import io.github.tektoncourier.journal.StoredEvent;
import io.github.tektoncourier.journal.Usage;
import io.github.tektoncourier.journal.history.EventHistory;
import io.github.tektoncourier.journal.history.EventPage;
import io.github.tektoncourier.journal.history.EventSummary;
import io.github.tektoncourier.journal.history.LatestFailure;
import io.github.tektoncourier.journal.history.NamespaceScope;
import io.github.tektoncourier.journal.history.RunHistory;
import io.github.tektoncourier.journal.history.RunSummary;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is read of a journal, as answers. What lies outside of the caller's namespaces is answered as what is not there. */
final class ApiReads {

    private static final int MOST_EVENTS = 200;
    private static final int MOST_CHARACTERS = 4 << 20;

    private final Cursors cursors = new Cursors();

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** @param access absent for a caller without a token: counters and states alone */
    ObjectNode subscriptions(JournalListing journal, @Nullable ApiAccess access) {
        ObjectNode answer = object();
        ArrayNode all = answer.putArray("subscriptions");
        List<Hold> holds = journal.holds();
        List<LatestFailure> failures = access == null ? List.of() : journal.failures(access.visible());
        for (Books books : journal.books()) {
            ObjectNode node = BooksJson.counters(all.addObject(), books, first(holds, hold -> hold.subscription()
                    .equals(books.subscription())));
            LatestFailure failure = first(failures, one -> one.subscription().equals(books.subscription()));
            if (access != null && access.visible().all()) {
                BooksJson.errors(node, books);
            } else if (failure != null) {
                node.put("lastError", failure.attempt().answer());
            }
            if (failure != null) {
                BooksJson.failure(node, failure);
            }
        }
        return answer;
    }

    private static <T> @Nullable T first(List<T> all, Function<T, Boolean> wanted) {
        for (T one : all) {
            if (wanted.apply(one)) {
                return one;
            }
        }
        return null;
    }

    /** Reasons may name anything that stands in a file, so only a caller who may see all gets them. */
    ObjectNode sinks(List<SinkFileState> files, @Nullable ApiAccess access) {
        ObjectNode answer = object();
        ArrayNode all = answer.putArray("sinks");
        for (SinkFileState file : files) {
            ObjectNode node = all.addObject().put("file", file.file()).put("state", file.state());
            file.subscriptions().forEach(node.putArray("subscriptions")::add);
            if (access != null && access.visible().all()) {
                file.reasons().forEach(node.putArray("reasons")::add);
            }
        }
        return answer;
    }

    ObjectNode journal(JournalListing journal, @Nullable ApiAccess access) {
        Usage usage = journal.usage();
        ObjectNode answer = object().put("usedBytes", usage.usedBytes())
                .put("maxBytes", usage.maxBytes())
                .put("full", usage.full());
        journal.rebuilt().ifPresent(at -> answer.put("rebuilt", at.toString()));
        if (access != null && access.visible().all()) {
            journal.setAside().forEach(answer.putArray("setAside")::add);
        }
        return answer;
    }

    ObjectNode runs(JournalListing journal, NamespaceScope visible, ApiQuery query) {
        List<RunSummary> found = journal.runs(query.get("run"), visible, before("runs", query), query.limit() + 1);
        return page("runs", query, found, run -> Long.toString(run.number()), (node, run) -> node.put("uid", run.uid())
                .put("kind", run.kind())
                .put("namespace", run.namespace())
                .put("name", run.name())
                .put("deleted", run.deleted()));
    }

    ObjectNode events(JournalListing journal, NamespaceScope visible, ApiQuery query) {
        EventPage found = journal.events(selection(query, visible), before("events", query), query.limit());
        ObjectNode answer = object();
        ArrayNode all = answer.putArray("events");
        found.events().forEach(event -> event(all.addObject(), event));
        if (found.next() > 0) {
            answer.put("next", cursors.write("events", Long.toString(found.next())));
        }
        return answer;
    }

    private static void event(ObjectNode node, EventSummary event) {
        node.put("id", event.id())
                .put("type", event.type())
                .put("sequence", event.sequence())
                .put("namespace", event.namespace())
                .put("run", event.run())
                .put("runuid", event.uid())
                .put("kind", event.kind())
                .put("outcome", event.outcome())
                .put("appended", event.appended().toString());
    }

    ObjectNode dead(JournalListing journal, NamespaceScope visible, ApiQuery query) {
        String after = query.get("after");
        DeadLetter.Key key = null;
        if (after != null) {
            String[] parts = cursors.read("dead", after).split("\n", 3);
            key = new DeadLetter.Key(parts[0], Long.parseLong(parts[1]), parts[2]);
        }
        List<DeadLetter> found = journal.dead(selection(query, visible), key, query.limit() + 1);
        return page(
                "dead",
                query,
                found,
                letter -> letter.subscription() + "\n" + letter.sequence() + "\n" + letter.value(),
                DeadLetterJson::write);
    }

    /** @throws ProblemException when the answer would be too large */
    ObjectNode history(JournalListing journal, NamespaceScope visible, ApiQuery query) {
        String of = query.require("of", "namespace and name of a run, its UID, or an event's id");
        boundedRun(journal, visible, of);
        List<RunHistory> found = journal.history(of, query.get("subscription"), visible, MOST_CHARACTERS)
                .orElseThrow(ApiReads::tooLarge);
        ObjectNode answer = object();
        ArrayNode runs = answer.putArray("runs");
        found.forEach(run -> HistoryJson.write(runs.addObject(), run));
        return answer;
    }

    private static void boundedRun(JournalListing journal, NamespaceScope visible, String of) {
        List<EventSummary> events = journal.events(
                        EventSelection.ALL.withRun(of).withVisible(visible), Long.MAX_VALUE, MOST_EVENTS + 1)
                .events();
        if (events.size() > MOST_EVENTS) {
            throw tooLarge();
        }
    }

    private static ProblemException tooLarge() {
        return new ProblemException(
                413,
                "This run has more than " + MOST_EVENTS + " events, or failed attempts with many long answers. Ask for"
                        + " one event by its id; /api/v1/events?run=NS/NAME lists them.");
    }

    ObjectNode attempts(JournalListing journal, NamespaceScope visible, ApiQuery query) {
        String id = query.require("id", "an event's id");
        ObjectNode answer = object().put("id", id);
        ArrayNode all = answer.putArray("subscriptions");
        for (RunHistory run : journal.history(idOnly(id), query.get("subscription"), visible)) {
            for (EventHistory event : run.events()) {
                if (event.id().equals(id)) {
                    event.fates().forEach(fate -> HistoryJson.write(all.addObject(), fate));
                }
            }
        }
        if (all.isEmpty()) {
            throw notThere();
        }
        return answer;
    }

    ObjectNode event(JournalListing journal, NamespaceScope visible, ApiQuery query) {
        StoredEvent event = stored(journal, visible, query);
        ObjectNode answer = object().put("dataBytes", event.data().length);
        ObjectNode attributes = answer.putObject("attributes");
        event.attributes().forEach(attributes::put);
        return answer;
    }

    /** The stored event. */
    StoredEvent stored(JournalListing journal, NamespaceScope visible, ApiQuery query) {
        return journal.event(idOnly(query.require("id", "an event's id")), visible)
                .orElseThrow(ApiReads::notThere);
    }

    /** @throws ProblemException when it has no slash, so that it is no event's id */
    private static String idOnly(String id) {
        if (id.indexOf('/') < 0) {
            throw new ProblemException(
                    400, "id is an event's id: a run's UID, a slash and more. /api/v1/events lists them.");
        }
        return id;
    }

    /** The answer for what is not there and for what the caller must not see. */
    static ProblemException notThere() {
        return new ProblemException(404, "There is no such thing, or this token does not show it.");
    }

    /** What a request means, within what the caller may see. */
    static EventSelection selection(ApiQuery query, NamespaceScope visible) {
        return new EventSelection(
                query.get("subscription"),
                query.get("event"),
                query.get("run"),
                query.get("type"),
                query.get("reason"),
                query.time("since"),
                query.time("until"),
                visible);
    }

    private long before(String list, ApiQuery query) {
        String after = query.get("after");
        return after == null ? Long.MAX_VALUE : Long.parseLong(cursors.read(list, after));
    }

    /** One more row than a page has says that there is a next page. */
    private <T> ObjectNode page(
            String list, ApiQuery query, List<T> found, Function<T, String> place, BiConsumer<ObjectNode, T> write) {
        ObjectNode answer = object();
        ArrayNode all = answer.putArray(list);
        List<T> shown = found.subList(0, Math.min(found.size(), query.limit()));
        shown.forEach(one -> write.accept(all.addObject(), one));
        if (found.size() > shown.size()) {
            answer.put("next", cursors.write(list, place.apply(shown.get(shown.size() - 1))));
        }
        return answer;
    }
}
