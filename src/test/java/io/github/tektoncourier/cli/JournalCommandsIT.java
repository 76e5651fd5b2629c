package io.github.tektoncourier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code courier dead} and {@code courier replay} as a user types them, on a journal without a service. */
@Timeout(60)
class JournalCommandsIT {

    @TempDir
    Path directory;

    /** Two events of one run were delivered, one of another is dead. */
    @BeforeEach
    void journal() throws Exception {
        AuditedJournal.open(directory).close();
    }

    private CommandOutput courier(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.add("--set=courier.journal.directory=" + directory);
        return CommandOutput.of(all.toArray(String[]::new));
    }

    private JsonNode status() throws Exception {
        return new ObjectMapper()
                .readTree(courier("status", "--output", "json").out())
                .get(0);
    }

    @Test
    void a_line_of_the_list_names_subscription_run_type_id_attempt_time_and_reason() {
        CommandOutput list = courier("dead", "list");

        assertThat(list.code()).isZero();
        assertThat(list.out())
                .matches("audit ns-b/build-7 dev\\.tekton\\.event\\.taskrun\\.failed\\.v1 build-7/failed attempt 1 {2}"
                        + "20\\S+Z {2}Unacceptable: HTTP 422: no such team\n");
        assertThat(list.err()).contains("1 dead letter. `courier dead show ID` says all of one.");
    }

    @Test
    void a_list_can_be_narrowed_and_read_by_programs() throws Exception {
        JsonNode found = new ObjectMapper()
                .readTree(courier("dead", "list", "--reason", "422", "--since", "1h", "--output", "json")
                        .out());

        assertThat(found).hasSize(1);
        assertThat(found.get(0).path("id").asText()).isEqualTo("build-7/failed");
        assertThat(found.get(0).path("runuid").asText()).isEqualTo("build-7");
        assertThat(courier("dead", "list", "--run", "ns-d/deploy-3").out()).isEmpty();
        assertThat(courier("dead", "list", "--until", "2020-01-01T00:00:00Z").out())
                .isEmpty();
    }

    @Test
    void show_says_all_and_what_to_do_next() {
        CommandOutput show = courier("dead", "show", "build-7/failed");

        assertThat(show.code()).isZero();
        assertThat(show.out())
                .contains(
                        "subscription  audit\n",
                        "run           ns-b/build-7\n",
                        "attempts      1\n",
                        "reason        Unacceptable: HTTP 422: no such team\n",
                        "To send it again: courier dead retry build-7/failed --subscription audit\n");
    }

    @Test
    void one_that_is_not_there_is_said_with_exit_1() {
        CommandOutput show = courier("dead", "show", "deploy-3/queued");

        assertThat(show.code()).isEqualTo(1);
        assertThat(show.err()).contains("There is no such dead letter. `courier dead list` shows all.");
    }

    @Test
    void retry_makes_it_pending_and_the_books_balance() throws Exception {
        CommandOutput retry = courier("dead", "retry", "build-7/failed");

        assertThat(retry.code()).as(retry.err()).isZero();
        assertThat(retry.out())
                .isEqualTo("1 dead letter goes again, marked replay. `courier status` says how they fare.\n");
        assertThat(status().path("dead").asInt()).isZero();
        assertThat(status().path("pending").asInt()).isEqualTo(1);
        assertThat(status().path("retried").asInt()).isEqualTo(1);
        assertThat(status().path("balanced").asBoolean()).isTrue();
        assertThat(courier("status").out()).contains("  beside that: 1 dead letters retried, 0 events replayed");
    }

    @Test
    void drop_needs_to_know_which_and_counts_them_as_dropped() throws Exception {
        CommandOutput all = courier("dead", "drop");
        CommandOutput those = courier("dead", "drop", "--subscription", "audit");

        assertThat(all.code()).isEqualTo(2);
        assertThat(all.err()).contains("Say which dead letters are to be dropped");
        assertThat(those.code()).isZero();
        assertThat(those.out()).isEqualTo("1 dead letter dropped.\n");
        assertThat(status().path("dropped").asInt()).isEqualTo(1);
        assertThat(status().path("balanced").asBoolean()).isTrue();
    }

    @Test
    void a_replay_says_beforehand_how_many_and_a_dry_run_says_no_more() throws Exception {
        CommandOutput dry = courier("replay", "--subscription", "audit", "--dry-run");
        int after = status().path("replaying").asInt();
        CommandOutput replay = courier("replay", "--subscription", "audit", "--run", "ns-d/deploy-3");

        assertThat(dry.out()).isEqualTo("2 events and 1 dead letters would be sent again to audit.\n");
        assertThat(after).isZero();
        assertThat(replay.code()).as(replay.err()).isZero();
        assertThat(replay.out())
                .isEqualTo("2 events and 0 dead letters to be sent again to audit.\n"
                        + "2 events and 0 dead letters on their way. `courier status` says how far they are.\n");
        assertThat(status().path("replaying").asInt()).isEqualTo(2);
        assertThat(status().path("delivered").asInt()).isEqualTo(2);
    }

    @Test
    void dead_letters_since_a_time_go_again_by_failed_since() throws Exception {
        CommandOutput replay = courier("replay", "--subscription", "audit", "--failed-since", "1h");

        assertThat(replay.out()).startsWith("0 events and 1 dead letters to be sent again to audit.\n");
        assertThat(status().path("pending").asInt()).isEqualTo(1);
    }

    @Test
    void nothing_to_replay_is_the_answer_no() {
        CommandOutput replay = courier("replay", "--subscription", "audit", "--type", "*.cancelled.*");

        assertThat(replay.code()).isEqualTo(1);
        assertThat(replay.out()).startsWith("0 events and 0 dead letters");
    }

    @Test
    void what_cannot_be_meant_is_refused_with_what_to_write_instead() {
        CommandOutput nowhere = courier("replay", "--since", "2h");
        CommandOutput time = courier("dead", "list", "--since", "yesterday");
        CommandOutput both = courier("replay", "--subscription", "audit", "--since", "2h", "--failed-since", "2h");
        CommandOutput unknown = courier("replay", "--subscription", "audti");

        assertThat(nowhere.code()).isEqualTo(2);
        assertThat(nowhere.err()).contains("--subscription NAME");
        assertThat(time.code()).isEqualTo(2);
        assertThat(time.err()).contains("--since=yesterday is no time. Write 2026-11-30T08:00:00Z");
        assertThat(both.code()).isEqualTo(2);
        assertThat(unknown.code()).isEqualTo(3);
        assertThat(unknown.err()).contains("knows no subscription \"audti\"");
    }

    @Test
    void explain_says_of_a_runs_events_what_became_of_each_and_what_was_never_proven() {
        CommandOutput explain = courier("explain", "ns-b/build-7");

        assertThat(explain.code()).as(explain.err()).isZero();
        assertThat(explain.out().lines())
                .satisfiesExactly(
                        run -> assertThat(run).isEqualTo("ns-b/build-7  taskrun build-7"),
                        event -> assertThat(event)
                                .startsWith("dev.tekton.event.taskrun.failed.v1  build-7/failed  appended 20"),
                        dead -> assertThat(dead)
                                .matches("  audit: dead 20\\S+Z, attempt 1: Unacceptable: HTTP 422: no such team"),
                        attempt -> assertThat(attempt)
                                .matches(
                                        "    attempt 1  20\\S+Z  \\d+ ms  refused: Unacceptable: HTTP 422: no such team"),
                        queued -> assertThat(queued).isEqualTo("never proven: queued, by the run itself"),
                        started -> assertThat(started).startsWith("never proven: started, by status.startTime"),
                        running -> assertThat(running).startsWith("never proven: running, by a condition"));
    }

    @Test
    void explain_by_an_events_id_says_it_of_this_one_and_programs_can_read_it() throws Exception {
        JsonNode run = new ObjectMapper()
                .readTree(courier("explain", "deploy-3/failed", "--output", "json")
                        .out())
                .get(0);

        assertThat(run.path("runuid").asText()).isEqualTo("deploy-3");
        assertThat(run.path("events")).hasSize(1);
        JsonNode at = run.path("events").get(0).path("subscriptions").get(0);
        assertThat(at.path("subscription").asText()).isEqualTo("audit");
        assertThat(at.path("state").asText()).isEqualTo("delivered");
        assertThat(run.path("neverProven")).isEmpty();
    }

    @Test
    void explain_of_a_run_that_was_never_seen_says_where_to_look() {
        CommandOutput unknown = courier("explain", "ns-x/nothing");
        CommandOutput both = courier("explain", "ns-x/nothing", "--run", "run.yaml");

        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.err()).contains("The journal knows no run \"ns-x/nothing\"", "courier.namespaces");
        assertThat(both.code()).isEqualTo(2);
        assertThat(both.err()).contains("Say what to explain");
    }

    /** Each command of the page with the output below it, but for times. */
    @Test
    void the_page_about_an_event_that_did_not_arrive_shows_what_its_commands_print() throws Exception {
        String page = Files.readString(Path.of("docs/troubleshoot.md"));
        Matcher steps = Pattern.compile(
                        "```sh\n\\./courier ([^\n]+)\n```\n(?:(?!```)[^\n]*\n)*?```text\n(.*?)```", Pattern.DOTALL)
                .matcher(page);
        int count = 0;
        while (steps.find()) {
            CommandOutput printed = courier(steps.group(1).split(" "));
            assertThat(timeless(printed.out() + said(printed.err())))
                    .as(steps.group(1))
                    .isEqualTo(timeless(steps.group(2)));
            count++;
        }

        assertThat(count).isGreaterThanOrEqualTo(5);
    }

    private static String said(String err) {
        return err.lines()
                .filter(line -> line.startsWith("courier: "))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    private static String timeless(String text) {
        return text.replaceAll("20\\d\\d-\\S+Z", "TIME")
                .replaceAll("\\d+ ms", "N ms")
                .replaceAll("uses \\S+ MiB", "uses N MiB")
                .replaceAll("\\s+\\n", "\n");
    }
}
