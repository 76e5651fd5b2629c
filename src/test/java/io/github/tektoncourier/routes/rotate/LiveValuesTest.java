package io.github.tektoncourier.routes.rotate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tektoncourier.routes.camel.FileFunction;
import io.github.tektoncourier.routes.camel.SinglePassParser;
import io.github.tektoncourier.routes.check.placeholder.Placeholders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveValuesTest {

    @TempDir
    private Path folder;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Placeholders placeholders =
            new Placeholders(context.getPropertiesComponent(), Map.of("name", "token"), key -> null);

    @Test
    void placeholders_of_files_and_secrets_are_found_wherever_they_stand() {
        String content =
                """
                url: "{{hook.url}}/{{env:HOME}}"
                token: "{{file:/a/{{name}}}}"
                body: '{a: {b: 1}} and {{?secret:slack/token:none}}'
                broken: "{{ and {{configmap:c/d}}"
                """;

        assertThat(placeholders.live(content))
                .contains("{{file:/a/token}}", "{{?secret:slack/token:none}}")
                .noneMatch(key -> key.contains("hook.url") || key.contains("env:"));
    }

    @Test
    void a_change_is_seen_by_content_and_nothing_of_a_value_is_kept() throws Exception {
        SinglePassParser.addTo(context);
        context.start();
        Path token = Files.writeString(folder.resolve("token"), "one-token");
        Path key = Files.writeString(folder.resolve("tls.key"), "a-key");
        String content = "token: '{{file:" + token + "}}'\nother: '{{file:" + folder + "/none}}'\n";
        LiveValues before = LiveValues.read(content, placeholders, List.of(key), any -> true);

        Files.writeString(token, "two-token");
        LiveValues now = LiveValues.read(content, placeholders, List.of(key), any -> true);

        assertThat(now.changedSince(before)).containsExactly("{{file:" + token + "}}");
        assertThat(now.missing()).containsExactly("{{file:" + folder + "/none}}");
        assertThat(now.toString()).doesNotContain("two-token", "a-key");
    }

    /** As a kubelet does it: the files are links into a folder that another link names. */
    @Test
    void a_mounted_secret_is_seen_to_change_when_its_link_swaps() throws Exception {
        Path secret = Files.createDirectories(folder.resolve("slack"));
        for (String version : List.of("one", "two")) {
            Files.writeString(
                    Files.createDirectory(secret.resolve(".." + version)).resolve("token"), version + "-token");
        }
        Files.createSymbolicLink(secret.resolve("..data"), Path.of("..one"));
        Files.createSymbolicLink(secret.resolve("token"), Path.of("..data", "token"));
        context.getPropertiesComponent()
                .addOverrideProperty("camel.kubernetes-config.mount-path-secrets", folder.toString());
        context.getPropertiesComponent().addOverrideProperty("camel.kubernetes-config.client-enabled", "false");
        SinglePassParser.addTo(context);
        context.start();
        String content = "token: '{{secret:slack/token}}'";
        LiveValues before = LiveValues.read(content, placeholders, List.of(), any -> true);

        Files.createSymbolicLink(secret.resolve("..tmp"), Path.of("..two"));
        Files.move(secret.resolve("..tmp"), secret.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        LiveValues now = LiveValues.read(content, placeholders, List.of(), any -> true);

        assertThat(before.present()).containsOnlyKeys("{{secret:slack/token}}");
        assertThat(now.changedSince(before)).containsExactly("{{secret:slack/token}}");
    }

    @Test
    void a_file_is_read_without_its_last_line_end_and_has_a_default() throws Exception {
        FileFunction function = new FileFunction();
        Path token = Files.writeString(folder.resolve("token"), "a\nb\r\n");

        assertThat(function.apply(token.toString())).isEqualTo("a\nb");
        assertThat(function.apply(folder + "/none")).isNull();
        assertThat(function.apply(folder + "/none:otherwise")).isEqualTo("otherwise");
        assertThatThrownBy(() -> function.apply(folder.toString())).hasMessageContaining("it is no plain file");
    }
}
