package io.github.tektoncourier.registration;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.routes.RegisteredFiles.Registered;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A tenant may write ConfigMaps without end; what is kept of them has one. */
class RegisteredConfigMapsTest {

    private final RegistrationDoors doors = new RegistrationDoors("courier", List.of("team-*"), 2);

    private static SinkConfigMap configMap(String name, int files, int characters) {
        Map<String, String> content = new TreeMap<>();
        for (int i = 0; i < files; i++) {
            content.put(i + ".camel.yaml", "x".repeat(characters));
        }
        return new SinkConfigMap("team-a", name, "uid-" + name, "2026-11-30T08:00:00Z", content);
    }

    @Test
    void files_within_the_room_are_kept_as_they_are() {
        SinkConfigMap written = configMap("sinks", 2, 64 * 1024);

        assertThat(written.within(doors.room("team-a"))).isEqualTo(written);
        assertThat(written.size()).isLessThanOrEqualTo(doors.room("team-a"));
    }

    @Test
    void of_a_file_that_is_too_long_enough_is_kept_to_see_that() {
        SinkConfigMap kept = configMap("sinks", 1, 1_000_000).within(doors.room("team-a"));

        assertThat(kept.files().get("0.camel.yaml")).hasSize(64 * 1024 + 1);
    }

    @Test
    void files_without_room_are_refused_in_words_and_take_none() {
        SinkConfigMap kept = configMap("sinks", 5_000, 60_000).within(doors.room("team-a"));
        RegisteredConfigMaps registered = new RegisteredConfigMaps(doors);
        registered.take("", Map.of(kept.key(), kept));

        List<Registered> files = registered.look().files();

        assertThat(kept.size()).isLessThanOrEqualTo(doors.room("team-a"));
        assertThat(files).hasSize(12);
        assertThat(files.subList(0, 2)).allMatch(one -> one.refused().isEmpty());
        assertThat(files.get(2).refused().orElseThrow().what())
                .contains("team-a may have 2 sink files")
                .contains("Take");
    }

    @Test
    void a_file_in_binary_data_is_refused_in_words_and_the_one_beside_it_is_taken() {
        RegisteredConfigMaps registered = registered(read(
                "sinks",
                "\"data\":{\"a.camel.yaml\":\"x\"},\"binaryData\":{\"b.camel.yaml\":\"/w==\",\"c.png\":\"/w==\"}"));

        List<Registered> files = registered.look().files();

        assertThat(files)
                .extracting(one -> one.file().name())
                .containsExactly("configmap:team-a/sinks/a.camel.yaml", "configmap:team-a/sinks/b.camel.yaml");
        assertThat(files.get(0).refused()).isEmpty();
        assertThat(files.get(1).refused().orElseThrow().what())
                .contains("stands in binaryData")
                .contains("Save it as UTF-8");
    }

    @Test
    void keys_that_differ_by_case_and_equal_keys_of_two_config_maps_are_files_of_their_own() {
        RegisteredConfigMaps registered = registered(
                read("one", "\"data\":{\"a.camel.yaml\":\"1\",\"A.camel.yaml\":\"2\",\"a.CAMEL.YAML\":\"3\"}"),
                read("two", "\"data\":{\"a.camel.yaml\":\"4\"}"));

        List<Registered> files = registered.look().files();

        assertThat(files)
                .extracting(one -> one.file().name() + " " + one.file().content())
                .containsExactly(
                        "configmap:team-a/one/A.camel.yaml 2",
                        "configmap:team-a/one/a.camel.yaml 1",
                        "configmap:team-a/two/a.camel.yaml 4");
    }

    private static RegisteredConfigMaps registered(SinkConfigMap... objects) {
        RegisteredConfigMaps registered =
                new RegisteredConfigMaps(new RegistrationDoors("courier", List.of("team-*"), 20));
        Map<String, SinkConfigMap> found = new TreeMap<>();
        for (SinkConfigMap one : objects) {
            found.put(one.key(), one);
        }
        registered.take("", found);
        return registered;
    }

    private static SinkConfigMap read(String name, String more) {
        byte[] json = ("{\"metadata\":{\"name\":\"" + name + "\",\"namespace\":\"team-a\",\"uid\":\"u-" + name + "\"},"
                        + more + "}")
                .getBytes(StandardCharsets.UTF_8);
        return SinkConfigMap.read(json, 0, json.length).orElseThrow();
    }

    @Test
    void the_couriers_own_namespace_has_no_bound() {
        assertThat(doors.room("courier")).isEqualTo(Long.MAX_VALUE);
    }
}
