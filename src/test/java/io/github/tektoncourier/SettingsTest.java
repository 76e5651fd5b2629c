package io.github.tektoncourier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tektoncourier.text.Sizes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    @Test
    void defaults_are_those_of_the_shipped_file() {
        Settings settings = Settings.load(Map.of(), null, Map.of());

        assertThat(settings.duration("courier.journal.retention")).isEqualTo(Duration.ofHours(72));
        assertThat(settings.bytes("courier.journal.max-size")).isEqualTo(4L << 30);
        assertThat(settings.list("courier.kinds")).containsExactly("taskruns", "pipelineruns", "customruns");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Team-A", "team|a", "team_a"})
    void what_no_namespace_can_be_called_stops_the_start(String name) {
        assertThatThrownBy(() -> Settings.load(Map.of(), null, Map.of("courier.namespaces", "default," + name)))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("courier.namespaces: \"" + name + "\" can be the name of no namespace: ");
    }

    @Test
    void set_wins_over_file_and_file_over_environment(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("my.properties"), "courier.port=2\ncourier.cluster=file\n");

        Settings settings = Settings.load(
                Map.of("COURIER_PORT", "1", "COURIER_CLUSTER", "env", "COURIER_LABEL_SELECTOR", "a=b"),
                file,
                Map.of("courier.port", "3"));

        assertThat(settings.port("courier.port")).isEqualTo(3);
        assertThat(settings.get("courier.cluster")).isEqualTo("file");
        assertThat(settings.get("courier.label-selector")).isEqualTo("a=b");
    }

    @Test
    void a_config_maps_folder_is_one_file_a_setting_whatever_kubelet_keeps_beside(@TempDir Path folder)
            throws IOException {
        Path data = Files.createDirectory(folder.resolve("..2026_11_30"));
        Files.writeString(data.resolve("courier.cluster"), "prod-eu\n");
        Files.writeString(folder.resolve("team.channel"), "#ci\n");
        Files.writeString(data.resolve("more.properties"), "courier.port=2\naudit.url=http://localhost:1\n");
        Files.createSymbolicLink(folder.resolve("..data"), data.getFileName());
        Files.createSymbolicLink(folder.resolve("courier.cluster"), Path.of("..data/courier.cluster"));
        Files.createSymbolicLink(folder.resolve("more.properties"), Path.of("..data/more.properties"));

        Settings settings = Settings.load(Map.of("COURIER_CLUSTER", "env"), folder, Map.of());

        assertThat(settings.get("courier.cluster")).isEqualTo("prod-eu");
        assertThat(settings.port("courier.port")).isEqualTo(2);
        assertThat(settings.get("audit.url")).isEqualTo("http://localhost:1");
        assertThat(settings.all()).as("as placeholders get it").containsEntry("team.channel", "#ci");
    }

    @Test
    void a_misspelt_key_of_a_config_map_is_an_error(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("courier.namespace"), "team-a");

        assertThatThrownBy(() -> Settings.load(Map.of(), folder, Map.of()))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("There is no setting courier.namespace. Did you mean courier.namespaces?");
    }

    @Test
    void a_key_that_stands_twice_in_a_config_map_is_an_error(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("courier.cluster"), "a");
        Files.writeString(folder.resolve("courier.properties"), "courier.cluster=b");

        assertThatThrownBy(() -> Settings.load(Map.of(), folder, Map.of()))
                .hasMessageContaining("The setting courier.cluster stands in")
                .hasMessageContaining("Take it out of one of them.");
    }

    @Test
    void a_misspelt_key_is_an_error_that_names_the_nearest() {
        assertThatThrownBy(() -> Settings.load(Map.of(), null, Map.of("courier.journal.max-sise", "1GiB")))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("courier.journal.max-sise")
                .hasMessageContaining("Did you mean courier.journal.max-size?");
    }

    @Test
    void a_users_own_key_is_taken_as_it_is() {
        Settings settings = Settings.load(Map.of(), null, Map.of("audit.url", "http://localhost:1"));

        assertThat(settings.get("audit.url")).isEqualTo("http://localhost:1");
    }

    @ParameterizedTest
    @CsvSource({
        "courier.announce, old, 'new, active, all'",
        "courier.egress.allow, https://a.example.com/, 'is neither a host name'",
        "courier.egress.deny, 10.0.0.0/99, 'has no number of bits'",
        "courier.kubernetes-events, pods, 'runs,pods'",
        "courier.kubernetes-events, 'off,runs', 'off, or runs'",
        "courier.kinds, pods, taskruns",
        "courier.kinds, '', taskruns",
        "courier.port, 70000, 65535",
        "courier.journal.retention, soon, 3d",
        "courier.journal.max-size, big, 4GiB",
        "courier.journal.max-size, 1MiB, 4MiB or more",
        "courier.journal, kafka, reserved",
        "courier.logs.tail, yes, 'true, false'",
        "courier.logs.mask, (a, missing closing )",
        "courier.logs.mask, x*, 'matches the empty text'",
    })
    void a_value_that_cannot_be_is_refused_with_those_that_can(String key, String value, String hint) {
        assertThatThrownBy(() -> Settings.load(Map.of(), null, Map.of(key, value)))
                .isInstanceOf(StartException.class)
                .hasMessageContaining(key)
                .hasMessageContaining(hint);
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "runs", "runs,pods", "runs, pods", "pods,runs"})
    void core_events_may_be_about_runs_or_about_runs_and_pods(String value) {
        Settings settings = Settings.load(Map.of(), null, Map.of("courier.kubernetes-events", value));

        assertThat(settings.get("courier.kubernetes-events")).isEqualTo(value);
    }

    @Test
    void events_about_pods_need_the_runs_that_make_them() {
        assertThatThrownBy(() -> Settings.load(
                        Map.of(),
                        null,
                        Map.of("courier.kubernetes-events", "runs,pods", "courier.kinds", "pipelineruns")))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("taskruns");
    }

    @Test
    void a_properties_file_that_is_not_there_is_named() {
        assertThatThrownBy(() -> Settings.load(Map.of(), Path.of("nowhere.properties"), Map.of()))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("nowhere.properties");
    }

    @ParameterizedTest
    @CsvSource({"90s, PT1M30S", "30m, PT30M", "72h, PT72H", "3d, PT72H", "PT1H, PT1H"})
    void durations_read_as_people_write_them(String text, Duration expected) {
        Settings settings = Settings.load(Map.of(), null, Map.of("courier.journal.retention", text));

        assertThat(settings.duration("courier.journal.retention")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"512MiB, 536870912", "4GiB, 4294967296", "100b, 100", "1k, 1024"})
    void sizes_read_as_people_write_them(String text, long expected) {
        assertThat(Sizes.bytes(text)).contains(expected);
    }

    @Test
    void a_misspelt_environment_variable_is_an_error_that_names_the_nearest() {
        assertThatThrownBy(() -> Settings.load(Map.of("COURIER_NAMESPACE", "team-a"), null, Map.of()))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("COURIER_NAMESPACE is no setting")
                .hasMessageContaining("Did you mean COURIER_NAMESPACES?");
    }

    @Test
    void what_kubernetes_makes_for_a_service_called_courier_is_no_setting() {
        Settings settings = Settings.load(
                Map.of(
                        "COURIER_PORT", "tcp://10.0.0.7:8080",
                        "COURIER_PORT_8080_TCP_ADDR", "10.0.0.7",
                        "COURIER_SERVICE_HOST", "10.0.0.7",
                        "COURIER_SERVICE_PORT_HTTP", "8080",
                        "COURIER_METRICS_SERVICE_HOST", "10.0.0.8",
                        "COURIER_LOG_LEVEL", "debug",
                        "PATH", "/bin"),
                null,
                Map.of());

        assertThat(settings.port("courier.port")).isEqualTo(8080);
    }
}
