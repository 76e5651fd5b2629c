package io.github.tektoncourier.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.Settings;
import io.github.tektoncourier.routes.camel.ManyRoutesContext;
import io.github.tektoncourier.routes.check.file.RouteFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.support.DefaultRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each value reaches each parameter of each Kamelet as it was written, in each way and in each spelling of a call. */
class KameletValuesTest {

    private static final List<String> PIECES = List.of(
            "&",
            "+",
            "%",
            "#",
            "?",
            "=",
            ";",
            ",",
            "\"",
            "'",
            "\\",
            "{",
            "}",
            "(",
            ")",
            "<",
            ">",
            "|",
            " ",
            "\t",
            "\n",
            "\r\n",
            "RAW(",
            "RAW(x)",
            "RAW{x}",
            "#bean:x",
            "#class:x",
            "#type:x",
            "#property:x",
            "#autowired",
            "{{",
            "}}",
            "{{x}}",
            "{{env:HOME}}",
            "\\{{",
            "\\\\",
            "'{{'",
            "%41",
            "%zz",
            "&contentMode=structured",
            "&&",
            "$",
            "${body}",
            "$simple{body}",
            "@@[x]@@",
            "?nested=false",
            "x:y",
            "!x",
            "courier-value-1",
            "#bean:courier-value-1",
            "ü€𝄞",
            "null",
            "true",
            "~",
            "- ",
            "*a",
            "a: b");

    /** Each piece at begin, in the middle and at the end. */
    private static final List<String> VALUES =
            PIECES.stream().map(piece -> piece + "a" + piece + "b" + piece).toList();

    /** Camel takes routes out one by one, and looks at all others of the file for each. */
    private static final int ROUTES_OF_A_FILE = 20;

    @TempDir
    private Path folder;

    private final ManyRoutesContext context = new ManyRoutesContext(new DefaultRegistry());
    private List<TwinKamelets.Parameter> parameters;

    enum Way {
        SET,
        ENVIRONMENT,
        PROPERTIES_FILE
    }

    @BeforeEach
    void start() throws IOException {
        parameters = TwinKamelets.write(folder);
        context.build();
        context.getComponent("kamelet", KameletComponent.class).setLocation("file:" + folder);
        context.start();
        Recorder.clear();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void a_literal_reaches_its_bean() throws Exception {
        // a backslash before two braces is how the file spells the two braces themselves
        List<String> values =
                VALUES.stream().filter(value -> !value.contains("\\{{")).toList();

        load(calls(values.stream().map(value -> value.replace("{{", "\\{{")).toList()), Map.of(), Map.of());

        assertThat(Recorder.seen()).isEqualTo(expected(values));
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void the_value_of_a_placeholder_reaches_its_bean(Way way) throws Exception {
        load(calls(placeholders()), way);

        assertThat(Recorder.seen()).isEqualTo(expected(VALUES));
    }

    @Test
    void it_does_so_where_the_call_is_one_address() throws Exception {
        load(calls(placeholders(), address -> "to: " + quoted(address)), Way.SET);

        assertThat(Recorder.seen()).isEqualTo(expectedOfSinks());
    }

    @Test
    void it_does_so_in_the_step_kamelet() throws Exception {
        load(calls(placeholders(), address -> "kamelet: " + quoted(address.replace("kamelet:", ""))), Way.SET);

        assertThat(Recorder.seen()).isEqualTo(expectedOfSinks());
    }

    /** Secrets without the white space around them, anything without a last line end. */
    private Map<String, Set<String>> expected(List<String> values) {
        Map<String, Set<String>> expected = new TreeMap<>();
        for (TwinKamelets.Parameter parameter : parameters) {
            expected.put(
                    TwinKamelets.plain(parameter.kamelet()) + "/" + parameter.name(),
                    values.stream()
                            .map(value -> value.replaceFirst("\r?\n$", ""))
                            .map(value -> parameter.secret() ? value.strip() : value)
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
        return expected;
    }

    private Map<String, Set<String>> expectedOfSinks() {
        Map<String, Set<String>> expected = expected(VALUES);
        expected.keySet().removeIf(name -> name.contains("source/"));
        return expected;
    }

    private static List<String> placeholders() {
        return IntStream.range(0, VALUES.size())
                .mapToObj(i -> "{{" + key(i) + "}}")
                .toList();
    }

    private static String key(int i) {
        return "my.value" + i;
    }

    /** For each text a call of each Kamelet, in the canonical form; a route a line. */
    private String calls(List<String> texts) {
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < texts.size(); i++) {
            for (String kamelet : kamelets()) {
                String call = "{ uri: \"kamelet:" + kamelet + "\", parameters: { "
                        + given(kamelet, ": " + quoted(texts.get(i)), ", ") + " }";
                yaml.append("- route: { id: \"%s\", from: ".formatted(kamelet + i))
                        .append(
                                kamelet.endsWith("-source")
                                        ? call + ", steps: [ { to: \"log:x\" } ] } }\n"
                                        : "{ uri: \"direct:%s\", steps: [ { to: %s } } ] } }\n"
                                                .formatted(kamelet + i, call));
            }
        }
        return yaml.toString();
    }

    /** For each text a call of each sink, with the parameters in the address; a route a line. */
    private String calls(List<String> texts, UnaryOperator<String> step) {
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < texts.size(); i++) {
            for (String kamelet : kamelets()) {
                if (!kamelet.endsWith("-source")) {
                    String address = "kamelet:" + kamelet + "?" + given(kamelet, "=" + texts.get(i), "&");
                    yaml.append("- route: { id: \"%1$s\", from: { uri: \"direct:%1$s\", steps: [ { %2$s } ] } }\n"
                            .formatted(kamelet + i, step.apply(address)));
                }
            }
        }
        return yaml.toString();
    }

    private List<String> kamelets() {
        return parameters.stream()
                .map(TwinKamelets.Parameter::kamelet)
                .distinct()
                .toList();
    }

    private String given(String kamelet, String value, String between) {
        return parameters.stream()
                .filter(parameter -> parameter.kamelet().equals(kamelet))
                .map(parameter -> parameter.name() + value)
                .collect(Collectors.joining(between));
    }

    private void load(String yaml, Way way) throws IOException {
        Map<String, String> values = new TreeMap<>();
        for (int i = 0; i < VALUES.size(); i++) {
            values.put(key(i), VALUES.get(i));
        }
        switch (way) {
            case SET -> load(yaml, Settings.load(Map.of(), null, values).all(), Map.of());
            case ENVIRONMENT -> load(yaml, Map.of(), values);
            case PROPERTIES_FILE ->
                load(yaml, Settings.load(Map.of(), file(values), Map.of()).all(), Map.of());
        }
    }

    private void load(String yaml, Map<String, String> settings, Map<String, String> environment) {
        Map<String, String> all = new TreeMap<>(settings);
        all.put("camel.component.kamelet.location", "file:" + folder);
        SinkFiles sinks = new SinkFiles(context, all, environment::get);
        List<String> routes = yaml.lines().toList();
        for (int i = 0; i < routes.size(); i += ROUTES_OF_A_FILE) {
            List<String> some = routes.subList(i, Math.min(routes.size(), i + ROUTES_OF_A_FILE));
            assertThat(sinks.load(new RouteFile("my" + i + ".camel.yaml", String.join("\n", some))))
                    .isEmpty();
        }
    }

    private Path file(Map<String, String> values) throws IOException {
        Path file = folder.resolve("my.properties");
        Properties properties = new Properties();
        properties.putAll(values);
        try (var out = Files.newBufferedWriter(file)) {
            properties.store(out, null);
        }
        return file;
    }

    private static String quoted(String text) {
        StringBuilder yaml = new StringBuilder("\"");
        text.codePoints()
                .forEach(c -> yaml.append(
                        c == '"' || c == '\\'
                                ? "\\" + (char) c
                                : c < 0x20 ? "\\x%02x".formatted(c) : Character.toString(c)));
        return yaml.append('"').toString();
    }
}
