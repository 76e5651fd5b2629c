package io.github.tektoncourier.kamelet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.tektoncourier.cloudevent.HeaderNames;
import io.github.tektoncourier.kamelet.http.HttpReceiver;
import io.github.tektoncourier.kamelet.slack.SlackSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.CamelContextHelper;
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

    /** Components of the jar that the Kamelet asks for by its Maven name. */
    private static final Set<String> OWN = Set.of("tekton", "journal");

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

        assertThat(used).containsExactlyInAnyOrderElementsOf(properties(kamelet));
        assertThat(used).allSatisfy(name -> assertThat(name).matches(NAME));
        kamelet.at("/spec/definition/required").forEach(name -> assertThat(used).contains(name.asText()));
        assertThat(used).doesNotContainAnyElementsOf(TAKEN);
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void it_has_the_annotations_that_catalogs_ask_for(Path file) throws IOException {
        JsonNode annotations = read(file).at("/metadata/annotations");

        assertThat(annotations.path("camel.apache.org/kamelet.icon").asText()).startsWith("data:image/svg+xml;base64,");
        assertThat(annotations.path("camel.apache.org/provider").asText()).isEqualTo("Tekton Courier");
        assertThat(annotations.path("camel.apache.org/kamelet.support.level").asText())
                .isIn("Stable", "Preview");
        assertThat(annotations.path("camel.apache.org/kamelet.group").asText()).isNotBlank();
        assertThat(annotations.path("camel.apache.org/catalog.version").asText())
                .isEqualTo(version());
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void titles_are_written_as_upstream_writes_them(Path file) throws IOException {
        JsonNode kamelet = read(file);
        String type = kamelet.at("/metadata/labels")
                .path("camel.apache.org/kamelet.type")
                .asText();
        JsonNode definition = kamelet.at("/spec/definition");

        assertThat(definition.path("title").asText().toLowerCase(Locale.ROOT)).endsWith(" " + type);
        definition.path("properties").forEach(property -> assertThat(
                        property.path("title").asText())
                .doesNotStartWith("The ")
                .doesNotStartWith("A ")
                .doesNotStartWith("An ")
                .matches("([A-Z][A-Za-z0-9]*)( [A-Z][A-Za-z0-9]*)*"));
        assertThat(definition.path("required")).doesNotHaveDuplicates();
    }

    @Test
    void no_title_and_no_description_stands_twice() throws IOException {
        List<String> texts = new ArrayList<>();
        for (Path file : kamelets()) {
            texts.add(read(file).at("/spec/definition/title").asText());
            texts.add(read(file).at("/spec/definition/description").asText());
        }

        assertThat(texts).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void it_says_what_goes_in_and_what_comes_out(Path file) throws IOException {
        JsonNode kamelet = read(file);
        String type = kamelet.at("/metadata/labels")
                .path("camel.apache.org/kamelet.type")
                .asText();
        JsonNode dataTypes = kamelet.at("/spec/dataTypes");

        assertThat(dataTypes.fieldNames())
                .toIterable()
                .containsExactlyElementsOf(
                        switch (type) {
                            case "source" -> List.of("out");
                            case "sink" -> List.of("in");
                            default -> List.of("in", "out");
                        });
        dataTypes.forEach(side -> {
            assertThat(side.path("types").has(side.path("default").asText())).isTrue();
            side.path("types").forEach(one -> {
                assertThat(one.path("format").asText()).isNotBlank();
                assertThat(one.path("mediaType").asText()).isNotBlank();
                assertThat(one.path("description").asText()).endsWith(".");
            });
            assertThat(side.path("headers").fieldNames())
                    .toIterable()
                    .isSubsetOf(attributeHeaders())
                    .isNotEmpty();
            side.path("headers").forEach(header -> {
                assertThat(header.path("title").asText()).isNotBlank();
                assertThat(header.path("description").asText()).endsWith(".");
                assertThat(header.path("type").asText()).isEqualTo("string");
            });
        });
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
            assertThat(texts(property.getValue().path("x-descriptors")).toList())
                    .as(property.getKey())
                    .isEqualTo(password ? List.of("urn:camel:group:credentials") : List.of());
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
    void no_secret_is_shown_in_the_start_summary_of_an_application_that_uses_it(Path file) throws IOException {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            new HttpReceiver().setCamelContext(context);
            new SlackSink().setCamelContext(context);

            read(file).at("/spec/definition/properties").fields().forEachRemaining(property -> {
                if (property.getValue().path("format").asText().equals("password")) {
                    assertThat(CamelContextHelper.containsSensitive(context, property.getKey()))
                            .as(property.getKey())
                            .isTrue();
                }
            });
        }
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
        assertThat(dependencies)
                .containsAll(needed(kamelet.at("/spec/template")).toList())
                .doesNotHaveDuplicates();
    }

    /** By what the template names: components by the scheme of an address, the rest by the step's or language's key. */
    private static Stream<String> needed(JsonNode node) {
        if (node.isArray()) {
            return java.util.stream.StreamSupport.stream(node.spliterator(), false)
                    .flatMap(KameletContractTest::needed);
        }
        return node.properties().stream()
                .flatMap(field -> Stream.concat(
                        switch (field.getKey()) {
                            case "uri" ->
                                Stream.of(field.getValue().asText().replaceFirst(":.*", ""))
                                        .filter(scheme -> !OWN.contains(scheme))
                                        .map("camel:"::concat);
                            case "bean", "method" -> Stream.of("camel:bean");
                            case "constant", "simple", "header", "exchangeProperty" -> Stream.of("camel:core");
                            case "json" -> Stream.of("camel:jackson");
                            case "jq", "jsonpath" -> Stream.of("camel:" + field.getKey());
                            default -> Stream.of();
                        },
                        field.getValue().isContainerNode() ? needed(field.getValue()) : Stream.of()));
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

    /** A parameter arrives as text that is not filled in again, which Camel converts to nothing but text. */
    @ParameterizedTest
    @MethodSource("kamelets")
    void what_a_parameter_sets_of_a_bean_takes_text(Path file) throws Exception {
        for (JsonNode bean : read(file).at("/spec/template/beans")) {
            Class<?> type = Class.forName(bean.path("type").asText().replace("#class:", ""));
            for (Map.Entry<String, JsonNode> property : bean.path("properties").properties()) {
                if (property.getValue().asText().contains("{{")) {
                    String name = property.getKey();
                    String setter = "set" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
                    assertThat(type.getMethods())
                            .as("%s of %s", setter, type)
                            .anyMatch(method -> method.getName().equals(setter)
                                    && method.getParameterTypes()[0].equals(String.class));
                }
            }
        }
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
        assertThat(texts(read(file).at("/spec/dependencies")).filter(text -> text.contains(":tekton-courier:")))
                .allSatisfy(
                        own -> assertThat(own).isEqualTo("mvn:io.github.tektoncourier:tekton-courier:" + version()));
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

    private static String version() throws IOException {
        Matcher version =
                Pattern.compile("(?m)^  <version>(.*)</version>").matcher(Files.readString(Path.of("pom.xml")));
        assertThat(version.find()).isTrue();
        return version.group(1);
    }

    /** Headers of the attributes that events have. */
    private static List<String> attributeHeaders() {
        try {
            JsonNode schema = new ObjectMapper()
                    .readTree(Path.of("docs/schemas/cloudevent.json").toFile());
            return schema.path("properties").properties().stream()
                    .map(attribute -> HeaderNames.of(attribute.getKey()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
