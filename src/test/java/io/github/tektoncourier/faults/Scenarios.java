package io.github.tektoncourier.faults;

import java.util.List;
import java.util.Set;

/** Every scenario, in the order in which {@code bench/faults all} plays them. */
final class Scenarios {

    static final List<Scenario> ALL = List.of(
            new Scenario("kill", "R1: kill -9 again and again under load, real API server", ProcessFaults::kill),
            new Scenario("bounce", "R2: SIGTERM again and again under load, real API server", ProcessFaults::bounce),
            new Scenario(
                    "outage-refuse", "R3: one sink refuses connections; the other is unharmed", SinkFaults::refuse),
            new Scenario("outage-500", "R3: one sink answers 500", SinkFaults::answers500),
            new Scenario("outage-503", "R3: one sink answers 503", SinkFaults::answers503),
            new Scenario("outage-hang", "R3: one sink accepts and never answers", SinkFaults::hangs),
            new Scenario("outage-cut", "R3: one sink cuts every connection", SinkFaults::cuts),
            new Scenario("answers", "R4: every answer of docs/sinks.md, one subscription each", AnswerFaults::answers),
            new Scenario("flapping", "a sink that is back and gone again; no storm", AnswerFaults::flapping),
            new Scenario("hanging-stop", "SIGTERM while sinks hang", AnswerFaults::hangingStop),
            new Scenario("moved", "a sink's name gets another address", AnswerFaults::moved),
            new Scenario("slow", "R9: one sink takes seconds for each answer", SinkFaults::slow),
            new Scenario(
                    "gone", "R5: 410 while 500 runs change, and the relist fails five times first", ApiFaults::gone),
            new Scenario("gone-real", "R5: etcd forgets, real API server", ApiFaults::goneForReal),
            new Scenario("stale-events", "R6: the watch of core Events is closed at once", ApiFaults::staleEvents),
            new Scenario("dead-watch", "R7: watches stay open and say nothing", ApiFaults::deadWatch),
            new Scenario("black-hole", "R7: a proxy swallows packets, real API server", ApiFaults::blackHole),
            new Scenario("quiet", "R7: nothing happens, and nothing looks dead, real API server", ApiFaults::quiet),
            new Scenario("api-restart", "R8: the real API server is killed and comes back", ApiFaults::restart),
            new Scenario("requests", "what is asked of the API server while runs live", ApiFaults::requests),
            new Scenario(
                    "power-loss",
                    "R18: the power goes again and again, unsynced sectors are torn",
                    JournalFaults::powerLoss),
            new Scenario("disk-full", "R18: the journal's disk is full for a while", JournalFaults::full),
            new Scenario(
                    "disk-error", "R18: every write and sync of the journal fails for a while", JournalFaults::broken),
            new Scenario(
                    "damaged",
                    "R18: the journal's log is cut and its pages are torn between two starts",
                    DamageFaults::damaged),
            new Scenario(
                    "deleted-file",
                    "R18: the journal's files are deleted or replaced while it runs",
                    DamageFaults::deleted),
            new Scenario(
                    "settings",
                    "namespaces, kinds, selector and the cluster's name change under load",
                    ChangedSettings::settings),
            new Scenario("restored", "etcd comes back from a backup", RestoredCluster::restored),
            new Scenario(
                    "restored-overtaken",
                    "etcd comes back from a backup and is further than we were when we look",
                    RestoredCluster::overtaken),
            new Scenario("full", "all sinks dead, the journal full, then one file removed", RoomFaults::full),
            new Scenario(
                    "full-stop",
                    "one sink is down, one hangs, the journal is full: SIGTERM, less room, more room",
                    RoomFaults::fullStop),
            new Scenario(
                    "full-oldest", "the same, and the other sink stays dead for a while", RoomFaults::oldestRemoved),
            new Scenario("reload", "R17: sink files change under load, a third of them wrong", RoomFaults::reload),
            new Scenario("malformed", "R10: objects that no sane controller writes", Objects::malformed),
            new Scenario("huge", "R11: objects as large as etcd takes them", Objects::huge),
            new Scenario(
                    "hang-20x8", "20 sinks with 8 lanes hang, runs of 1.4 MB, and a kill", HangingSinks::twentySinks),
            new Scenario("hang-10x8", "the same with 10 sinks", HangingSinks::tenSinks),
            new Scenario("hang-1x64", "the same with one sink of 64 lanes", HangingSinks::manyLanes),
            new Scenario("hang-50x16", "the same with 50 sinks of 16 lanes", HangingSinks::fiftySinks),
            new Scenario("large-ways", "runs of 1.4 MB to Slack, as CDEvents and trimmed after a 413", LargeRuns::ways),
            new Scenario("skipped", "one run of 1.4 MB that skipped 6,000 tasks", SkippedTasks::many),
            new Scenario("kafka-12", "12 Kafka sinks and runs of 850 KB, the broker is well", KafkaFaults::manySinks),
            new Scenario(
                    "kafka-lines", "what the log says of brokers that are away or want a login", KafkaFaults::lines),
            new Scenario("storm", "R12: thousands of runs that all fail", Storms::storm),
            new Scenario("cold-start", "R13: many finished runs, without a ledger and with one", Storms::coldStart),
            new Scenario("cold-start-large", "R13: the same with twice as many", Storms::largeColdStart),
            new Scenario("relist", "R13: many live runs in the ledger, some of which went", Storms::relist),
            new Scenario("same-name", "R14: one name, deleted and created again", Lives::sameName),
            new Scenario("pruner", "R15: deleted 50 ms after the end", Lives::pruner),
            new Scenario("unseen", "runs end and are deleted while the courier is down", Lives::unseen),
            new Scenario("loop", "R21: Events of Tekton's and our own reporting make no event", Lives::loop),
            new Scenario("churn", "R22: annotations of finished runs change", Lives::churn),
            new Scenario("noisy", "R20: one namespace is loud, the other is heard", Storms::noisy));

    /**
     * Not for each build: the hanging sinks move gigabytes for minutes, the Kafka ones need brokers and a minute, the stop
     * of a full journal takes longer than any other scenario may, and settings takes minutes.
     */
    static final Set<String> BY_NAME_ONLY = Set.of(
            "hang-20x8", "hang-10x8", "hang-1x64", "hang-50x16", "kafka-12", "kafka-lines", "full-stop", "settings");

    /** Played by {@code mvn -Pci verify} alone: each has a neighbour in every build that asks nearly the same. */
    static final Set<String> WITH_CI = Set.of(
            "bounce", // kill
            "outage-refuse", // outage-500, outage-hang; the answers themselves are AnswersIT's
            "outage-503",
            "outage-cut",
            "slow", // outage-hang
            "noisy", // outage-hang, storm
            "gone", // gone-real
            "dead-watch", // black-hole
            "disk-error", // disk-full
            "deleted-file", // damaged; LostFileIT
            "restored", // restored-overtaken
            "full", // full-oldest
            "huge", // large-ways
            "cold-start"); // cold-start-large

    private Scenarios() {}

    /** The scenarios of a build. */
    static List<Scenario> ofBuild(boolean ci) {
        return ALL.stream()
                .filter(scenario -> !BY_NAME_ONLY.contains(scenario.name()))
                .filter(scenario -> ci || !WITH_CI.contains(scenario.name()))
                .toList();
    }
}
