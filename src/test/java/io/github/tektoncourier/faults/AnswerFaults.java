package io.github.tektoncourier.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.tektoncourier.answers.Answer;
import io.github.tektoncourier.answers.Answer.Happens;
import io.github.tektoncourier.answers.Keys;
import io.github.tektoncourier.answers.Player;
import io.github.tektoncourier.e2e.CourierProcess;
import io.github.tektoncourier.e2e.Life;
import io.github.tektoncourier.faults.FaultySink.Behaviour;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * R4: every row of the tables in docs/sinks.md, played to the real program, one subscription each; quick with one of the
 * statuses or names in a row.
 */
final class AnswerFaults {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** One that waits for its receiver longer than any stop may take. */
    private static final String PATIENT =
            """
            - route:
                id: hangs-%d
                from:
                  uri: kamelet:tekton-events-source
                  parameters: { subscription: hangs-%d }
                  steps:
                    - to:
                        uri: kamelet:cloudevents-http-sink
                        parameters: { url: "%s", responseTimeout: 5m }
            """;

    /** What asks for longer is still waiting when the trial ends. */
    private static final int SHORT_SECONDS = 7;

    /** One row, its server, and how often each event was taken. */
    private record Row(String subscription, Answer answer, Player player, Map<String, Integer> taken) {

        /** Whether everything arrives in the end. */
        boolean arrives() {
            return answer.happens() != Happens.DEAD && answer.pauseSeconds() <= SHORT_SECONDS;
        }
    }

    private AnswerFaults() {}

    static void answers(Trial trial) throws Exception {
        int runs = trial.quickOrFull(2, 6); // a run that was never refused is asked for first, so many take hours
        trial.embedded();
        Keys keys = Keys.in(Files.createDirectories(trial.workplace.folder().resolve("keys")));
        Path hosts = Files.writeString(trial.workplace.folder().resolve("hosts"), "127.0.0.1 localhost\n");
        trial.workplace.environment("COURIER_JAVA_OPTIONS", keys.options() + " -Djdk.net.hosts.file=" + hosts);
        List<Row> rows = rows(trial, keys);
        trial.start("courier.announce=all");
        ApiFaults.watches(trial, trial.embedded());
        for (int n = 0; n < runs; n++) {
            trial.runs().live(Life.TASK_FAILS, "run-" + n);
        }
        int events = runs * Life.TASK_FAILS.types().size();
        trial.load(rows.size() + " answers, " + events + " events each");
        Thread.sleep(10_000); // the deadline of an attempt and the time to connect are both over
        Files.writeString(hosts, "127.0.0.1 localhost " + Player.NOBODY + "\n");
        rows.stream()
                .filter(row -> !row.answer().slacks())
                .filter(row -> row.answer().status() < 0 || row.answer().what().contains("then"))
                .forEach(row -> row.player().heal());
        trial.soon(
                Duration.ofSeconds(trial.full ? 1_200 : 40), () -> rows.stream().allMatch(row -> settled(row, events)));
        Thread.sleep(1_500); // until the last acknowledgements are on disk
        Map<String, JsonNode> books = settledBooks(trial, rows);
        rows.forEach(row -> check(trial, row, events, books.get(row.subscription())));
        for (Row row : rows) {
            row.player().close();
        }
    }

    /** A sink that is back and gone again, with all that waited: at most {@code lanes} at a time, nothing twice. */
    static void flapping(Trial trial) throws Exception {
        int runs = trial.quickOrFull(150, 5_000);
        int flaps = trial.quickOrFull(4, 60);
        FaultySink sink = trial.sink("flapping");
        trial.embedded();
        trial.start("courier.announce=all");
        ApiFaults.watches(trial, trial.embedded());
        sink.behave(Behaviour.status(503));
        for (int n = 0; n < runs; n++) {
            trial.live(Life.TASK_FAILS, "run-" + n);
        }
        for (int n = 0; n < flaps; n++) {
            int had = sink.count();
            sink.behave(Behaviour.slow(2));
            trial.soon(Duration.ofSeconds(70), () -> sink.count() >= had + 20);
            sink.behave(Behaviour.status(503));
            trial.fault();
            Thread.sleep(trial.full ? 3_000 : 500);
        }
        long refused = sink.refused();
        sink.behave(Behaviour.slow(2));
        trial.settle(Duration.ofSeconds(trial.full ? 600 : 120));
        trial.load(runs + " runs waited, " + refused + " requests refused, at most " + sink.mostAtOnce()
                + " at a time, " + sink.callers() + " connections");
        trial.check("more than 8 at a time: " + sink.mostAtOnce(), sink.mostAtOnce() <= 8);
        trial.check("more than 9 refused for each time that it was down: " + refused, refused <= 20 + flaps * 16L);
        trial.check("more connections than it takes: " + sink.callers(), sink.callers() <= 8 + flaps * 8);
    }

    /** SIGTERM while some receivers hang and others are in the middle of an answer. */
    static void hangingStop(Trial trial) throws Exception {
        List<FaultySink> hanging =
                List.of(trial.sink("hangs-1"), trial.sink("hangs-2"), trial.sink("hangs-3"), trial.sink("hangs-4"));
        FaultySink slow = trial.sink("slow");
        for (int n = 1; n <= hanging.size(); n++) {
            trial.workplace.sink(
                    "hangs-" + n, PATIENT.formatted(n, n, hanging.get(n - 1).url()));
        }
        trial.embedded();
        trial.start("courier.announce=all");
        ApiFaults.watches(trial, trial.embedded());
        trial.live(Life.TASK_FAILS, "first");
        trial.settle(Duration.ofSeconds(30));
        hanging.forEach(sink -> sink.behave(Behaviour.HANGS));
        slow.behave(Behaviour.slow(1_500));
        for (int n = 0; n < 5; n++) {
            trial.live(Life.TASK_FAILS, "run-" + n);
        }
        trial.soon(
                Duration.ofSeconds(20),
                () -> slow.busy() > 0 && hanging.stream().allMatch(s -> s.busy() > 0));
        long begun = System.nanoTime();
        trial.stop();
        trial.fault();
        long took = (System.nanoTime() - begun) / 1_000_000;
        trial.load(hanging.size() + " sinks hang; the stop took " + took + " ms");
        trial.check("the stop took " + took + " ms", took < 30_000);
        hanging.forEach(sink -> sink.behave(Behaviour.WELL));
        slow.behave(Behaviour.WELL);
        trial.start("courier.announce=all");
        trial.settle(Duration.ofSeconds(60));
    }

    /** A receiver's name gets another address while the old one is gone. */
    static void moved(Trial trial) throws Exception {
        trial.embedded();
        Path hosts = Files.writeString(trial.workplace.folder().resolve("hosts"), "127.0.0.1 localhost moves.test\n");
        trial.workplace.environment("COURIER_JAVA_OPTIONS", "-Djdk.net.hosts.file=" + hosts);
        FaultySink old = trial.keep(new FaultySink());
        FaultySink now = trial.keep(new FaultySink(InetAddress.getByName("127.0.0.2"), old.port()));
        trial.workplace.httpSink("moves", "http://moves.test:" + old.port() + "/events");
        trial.start("courier.announce=all");
        ApiFaults.watches(trial, trial.embedded());
        int events = Life.TASK_FAILS.types().size();
        trial.live(Life.TASK_FAILS, "before");
        trial.check("nothing came before", trial.soon(Duration.ofSeconds(30), () -> old.count() == events));
        old.refuse();
        Files.writeString(hosts, "127.0.0.1 localhost\n127.0.0.2 moves.test\n");
        trial.fault();
        long begun = System.nanoTime();
        trial.live(Life.TASK_FAILS, "after");
        trial.check("it was not found anew", trial.soon(Duration.ofSeconds(25), () -> now.count() == events));
        trial.load("found after " + (System.nanoTime() - begun) / 1_000_000 + " ms");
        trial.check("came to the old address", old.count() == events);
    }

    private static boolean settled(Row row, int events) {
        return row.arrives() ? row.taken().size() >= events : row.player().requests() >= 1;
    }

    private static List<Row> rows(Trial trial, Keys keys) {
        List<Row> rows = new ArrayList<>();
        for (Answer answer : trial.full ? Answer.all() : Answer.oneOfEach()) {
            if (!answer.kafkas() && !Player.wantsLarge(answer)) {
                Map<String, Integer> taken = new ConcurrentHashMap<>();
                Player player = trial.keep(
                        new Player(answer, keys, false, request -> taken.merge(Player.id(request), 1, Integer::sum)));
                String name = "row-" + rows.size();
                trial.workplace.sink(name, sink(name, answer, player));
                trial.fault();
                rows.add(new Row(name, answer, player, taken));
            }
        }
        return rows;
    }

    private static String sink(String name, Answer answer, Player player) {
        String kamelet = answer.slacks()
                ? "kamelet:tekton-slack-sink, parameters: { token: xoxb-1, channel: \"#ci\", live: false, apiUrl: \"%s\" }"
                : "kamelet:cloudevents-http-sink, parameters: { url: \"%s\", responseTimeout: 4s }";
        return """
                - route:
                    id: %s
                    from:
                      uri: kamelet:tekton-events-source
                      parameters: { subscription: %s, lanes: %d }
                      steps:
                        - to: { uri: %s }
                """
                .formatted(name, name, answer.pauseSeconds() > 0 ? 1 : 2, kamelet.formatted(player.url()));
    }

    /** An answer may drip for seconds behind what the receiver took, so some looks are allowed. */
    private static Map<String, JsonNode> settledBooks(Trial trial, List<Row> rows) throws Exception {
        Map<String, JsonNode> books = books(trial);
        for (int looks = 1; looks < 6 && rows.stream().anyMatch(row -> behind(row, books)); looks++) {
            Thread.sleep(2_000);
            books.putAll(books(trial));
        }
        return books;
    }

    private static boolean behind(Row row, Map<String, JsonNode> books) {
        return row.arrives()
                && books.get(row.subscription()).path("delivered").asLong()
                        < row.taken().size();
    }

    private static Map<String, JsonNode> books(Trial trial) throws Exception {
        CourierProcess status = trial.workplace.courier("status", "--output", "json");
        trial.check("status says that the books do not balance", status.exitCode(Duration.ofSeconds(60)) == 0);
        Map<String, JsonNode> books = new HashMap<>();
        String said = status.said();
        JSON.readTree(said.substring(said.indexOf('[')))
                .forEach(one -> books.put(one.path("subscription").asText(), one));
        return books;
    }

    private static void check(Trial trial, Row row, int events, JsonNode books) {
        String name = row.answer().what();
        long delivered = books.path("delivered").asLong();
        long dead = books.path("dead").asLong();
        long pending = books.path("pending").asLong();
        String found = name + ": delivered " + delivered + ", dead " + dead + ", pending " + pending + ", taken "
                + row.taken().size() + " of " + events + " in " + row.player().requests() + " requests";
        trial.check("not tried: " + found, row.player().requests() > 0);
        trial.check("books: " + found, delivered + dead + pending == events);
        trial.check(
                "not delivered though taken: " + found, delivered == row.taken().size() || !row.arrives());
        trial.check("repeats: " + found, Set.of(1).containsAll(row.taken().values()));
        trial.check("asked too soon: " + found, row.player().tooSoon() == 0);
        switch (row.answer().happens()) {
            case DEAD -> {
                trial.check("not all dead at once: " + found, dead == events);
                trial.check("tried again: " + found, row.player().requests() == events);
            }
            case DELIVERED ->
                trial.check(
                        "tried again: " + found,
                        delivered == events && row.player().requests() == events);
            default -> {
                trial.check("dead: " + found, dead == 0);
                trial.check("not all arrived: " + found, !row.arrives() || delivered == events);
            }
        }
    }
}
