package io.github.tektoncourier.kamelet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.util.URISupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What camel-kamelets' own validator asks of a Kamelet, and a little more: these files are other people's interface. */
class KameletContractTest {

    /** As Camel reads them: optional by {@code ?} or {@code !}, with a default behind a colon, and with any name. */
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{[?!]?([^{}:]*)(:[^{}]*)?}}");

    private static final Pattern NAME = Pattern.compile("[a-z][A-Za-z0-9]*");
    private static final Pattern SECRET = Pattern.compile("(?i).*(token|password|secret|webhook|^url$).*");
    private static final Set<String> TYPES = Set.of("source", "action", "sink");
    /** Options of the Kamelet component itself: it swallows a parameter of such a name. */
    private static final Set<String> TAKEN = Set.of(
            "location", "block", "timeout", "failIfNoConsumers", "noErrorHandler", "templateId", "routeId", "uuid");

    static List<Path> kamelets() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("kamelets"))) {
            return files.sorted(Comparator.naturalOrder()).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void the_file_name_says_name_and_kind(Path file) throws IOException {
        JsonNode kamelet = read(file);
        String name = kamelet.at("/metadata/name").asText();
        String type = kamelet.at("/metadata/labels")
                .path("camel.apache.org/kamelet.type")
                .asText();

        assertThat(file).hasFileName(name + ".kamelet.yaml");
        assertThat(kamelet.path("apiVersion").asText()).isEqualTo("camel.apache.org/v1");
        assertThat(kamelet.path("kind").asText()).isEqualTo("Kamelet");
        assertThat(type).isIn(TYPES);
        assertThat(name).endsWith("-" + type);
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void every_parameter_is_used_and_every_used_one_is_declared(Path file) throws IOException {
        JsonNode kamelet = read(file);
        Set<String> used = new TreeSet<>();
        texts(kamelet.at("/spec/template"))
                .forEach(text -> PLACEHOLDER.matcher(text).results().forEach(match -> used.add(match.group(1))));
        kamelet.at("/spec/template/beans")
                .forEach(bean -> used.remove(bean.path("name").asText()));

        Set<String> settings = settings().stringPropertyNames();
        used.removeIf(name -> name.startsWith("courier.") && settings.contains(name));

        assertThat(used).containsExactlyInAnyOrderElementsOf(properties(kamelet));
        assertThat(used).allSatisfy(name -> assertThat(name).matches(NAME));
        kamelet.at("/spec/definition/required").forEach(name -> assertThat(used).contains(name.asText()));
        assertThat(used).doesNotContainAnyElementsOf(TAKEN);
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void everything_a_form_shows_is_there(Path file) throws IOException {
        JsonNode definition = read(file).at("/spec/definition");

        assertThat(definition.path("title").asText()).isNotBlank();
        assertThat(definition.path("description").asText()).isNotBlank();
        assertThat(definition.path("type").asText()).isEqualTo("object");
        definition.path("properties").fields().forEachRemaining(property -> {
            assertThat(property.getValue().path("title").asText())
                    .as(property.getKey())
                    .isNotBlank();
            assertThat(property.getValue().path("description").asText())
                    .as(property.getKey())
                    .endsWith(".");
            assertThat(property.getValue().path("type").asText())
                    .as(property.getKey())
                    .isIn("string", "integer", "boolean");
        });
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void secrets_are_marked_and_have_no_default(Path file) throws IOException {
        read(file).at("/spec/definition/properties").fields().forEachRemaining(property -> {
            boolean password = property.getValue().path("format").asText().equals("password");
            assertThat(password)
                    .as(property.getKey())
                    .isEqualTo(SECRET.matcher(property.getKey()).matches());
            if (password) {
                assertThat(property.getValue().path("default").asText())
                        .as(property.getKey())
                        .isEmpty();
            }
        });
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void no_secret_is_shown_when_camel_names_an_endpoint(Path file) throws IOException {
        URISupport.addSanitizeKeywords(settings().getProperty("camel.main.additional-sensitive-keywords"));

        read(file).at("/spec/definition/properties").fields().forEachRemaining(property -> {
            if (property.getValue().path("format").asText().equals("password")) {
                assertThat(URISupport.sanitizeUri(
                                "kamelet://any?a=b&" + property.getKey() + "=https://host/s3cret?c=d"))
                        .doesNotContain("s3cret");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void what_the_template_needs_is_listed(Path file) throws IOException {
        JsonNode kamelet = read(file);
        List<String> dependencies = texts(kamelet.at("/spec/dependencies")).toList();

        assertThat(dependencies).contains("camel:kamelet");
        assertThat(texts(kamelet.at("/spec/template"))
                        .filter(text -> text.startsWith("#class:io.github.tektoncourier")))
                .allSatisfy(own -> assertThat(dependencies)
                        .anyMatch(dependency -> dependency.startsWith("mvn:io.github.tektoncourier:tekton-courier:")));
        for (String component : List.of("http", "kafka")) {
            if (texts(kamelet.at("/spec/template"))
                    .anyMatch(text -> text.startsWith(component + ":") && !text.contains("tekton-cloudevent"))) {
                assertThat(dependencies).contains("camel:" + component);
            }
        }
    }

    /** Camel loses a template's bean when any parameter, or the calling route's id, has the bean's name as its value. */
    @ParameterizedTest
    @MethodSource("kamelets")
    void no_bean_bears_a_name_that_a_user_might_give_to_a_route(Path file) throws IOException {
        JsonNode kamelet = read(file);
        String prefix = Pattern.compile("-(.)")
                .matcher(kamelet.at("/metadata/name").asText())
                .replaceAll(match -> match.group(1).toUpperCase(Locale.ROOT));

        kamelet.at("/spec/template/beans")
                .forEach(bean -> assertThat(bean.path("name").asText())
                        .startsWith(prefix)
                        .isNotEqualTo(prefix));
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void nothing_in_it_retries_swallows_or_hands_off(Path file) throws IOException {
        String text = Files.readString(file);

        assertThat(text)
                .doesNotContain(
                        "doTry:", "onException:", "errorHandler:", "wireTap:", "seda:", "threads:", "aggregate:");
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void it_asks_for_this_version_of_the_program(Path file) throws IOException {
        Matcher version =
                Pattern.compile("(?m)^  <version>(.*)</version>").matcher(Files.readString(Path.of("pom.xml")));
        assertThat(version.find()).isTrue();

        assertThat(texts(read(file).at("/spec/dependencies")).filter(text -> text.contains(":tekton-courier:")))
                .allSatisfy(own ->
                        assertThat(own).isEqualTo("mvn:io.github.tektoncourier:tekton-courier:" + version.group(1)));
    }

    @Test
    void a_placeholder_is_seen_whatever_its_name_and_its_form() {
        List<String> names = PLACEHOLDER
                .matcher("{{a}} {{?b.c}} {{!d-e}} {{f:default}} {{?g_h:}} {{i j}}")
                .results()
                .map(match -> match.group(1))
                .toList();

        assertThat(names).containsExactly("a", "b.c", "d-e", "f", "g_h", "i j");
    }

    private static Properties settings() throws IOException {
        Properties settings = new Properties();
        try (var in = Files.newInputStream(Path.of("src/main/resources/tekton-courier.properties"))) {
            settings.load(in);
        }
        return settings;
    }

    private static JsonNode read(Path file) throws IOException {
        return new YAMLMapper().readTree(file.toFile());
    }

    private static List<String> properties(JsonNode kamelet) {
        return Stream.of(kamelet.at("/spec/definition/properties"))
                .flatMap(node -> node.properties().stream())
                .map(java.util.Map.Entry::getKey)
                .toList();
    }

    private static Stream<String> texts(JsonNode node) {
        return node.isTextual()
                ? Stream.of(node.asText())
                : java.util.stream.StreamSupport.stream(node.spliterator(), false)
                        .flatMap(KameletContractTest::texts);
    }

    /** In another application the Kamelet's dependencies are all that is fetched. */
    @Test
    void versions_that_kamelets_name_are_those_of_the_build() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        String kubernetes = pom.replaceFirst("(?s).*<kubernetes-client.version>([^<]+)<.*", "$1");

        try (var kamelets = Files.list(Path.of("kamelets"))) {
            for (Path kamelet : kamelets.toList()) {
                assertThat(Files.readString(kamelet)
                                .lines()
                                .map(String::strip)
                                .filter(line -> line.startsWith("- mvn:io.fabric8:")))
                        .allMatch(line -> line.endsWith(":" + kubernetes));
            }
        }
    }
}
