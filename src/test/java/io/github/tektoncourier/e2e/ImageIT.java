package io.github.tektoncourier.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** target/tekton-courier-VERSION-image.tar of {@code mvn -Pimage package}: what an engine would read of it, and do. */
class ImageIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path work;

    private static String jar = "";
    private static JsonNode config = JSON.nullNode();
    private static List<Path> layers = List.of();

    @BeforeAll
    static void read() throws Exception {
        jar = CourierProcess.jar().getFileName().toString();
        Path tar = Path.of("target", jar.replace(".jar", "-image.tar"));
        if (!Files.exists(tar)
                || Files.getLastModifiedTime(tar)
                                .compareTo(Files.getLastModifiedTime(
                                        Path.of("target").resolve(jar)))
                        < 0) {
            ImageTree.skip("SKIPPED: " + tar + " is not of this build. mvn -Pimage makes it.");
        }
        assertThat(new ProcessBuilder("tar", "-xf", tar.toString(), "-C", work.toString())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
        JsonNode manifest =
                JSON.readTree(work.resolve("manifest.json").toFile()).get(0);
        config = JSON.readTree(work.resolve(manifest.get("Config").textValue()).toFile());
        layers = texts(manifest.get("Layers")).map(work::resolve).toList();
    }

    @Test
    void it_runs_the_launcher_as_a_user_with_a_number() {
        JsonNode settings = config.get("config");

        assertThat(settings.get("User").textValue()).matches("[1-9][0-9]*:[1-9][0-9]*");
        assertThat(texts(settings.get("Entrypoint"))).containsExactly("/opt/courier/courier");
        assertThat(settings.get("ExposedPorts").has("8080/tcp")).isTrue();
    }

    @Test
    void its_labels_say_what_it_is() {
        JsonNode labels = config.get("config").get("Labels");

        for (String label :
                List.of("title", "description", "version", "revision", "created", "licenses", "base.name")) {
            assertThat(labels.path("org.opencontainers.image." + label).asText())
                    .as(label)
                    .isNotEmpty();
        }
        assertThat(jar).contains(labels.get("org.opencontainers.image.version").textValue());
        assertThat(config.get("created")).isEqualTo(labels.get("org.opencontainers.image.created"));
    }

    @Test
    void what_changes_more_often_lies_in_a_later_layer() throws Exception {
        ImageTree libraries = tree("libraries", layers.subList(0, 1));
        ImageTree program = tree("program", layers.subList(layers.size() - 1, layers.size()));

        assertThat(files(libraries)).allMatch(file -> file.startsWith("opt/courier/lib/"));
        assertThat(files(libraries)).noneMatch(file -> file.contains("tekton-courier"));
        assertThat(files(program)).containsExactlyInAnyOrder("opt/courier/" + jar, "opt/courier/bom.json");
    }

    @Test
    void it_holds_the_folder_of_the_build_and_what_it_is_made_of() throws Exception {
        Set<String> libraries = Files.list(Path.of("target/lib"))
                .map(file -> "opt/courier/lib/" + file.getFileName())
                .collect(Collectors.toSet());

        Set<String> files = files(tree("whole", layers));

        assertThat(files).containsAll(libraries).hasSize(libraries.size() + 5);
        assertThat(files)
                .contains("opt/courier/courier", "opt/courier/LICENSE", "opt/courier/NOTICE", "opt/courier/bom.json");
    }

    @Test
    void its_tree_runs_without_rights_and_read_only() throws Exception {
        ImageTree tree = tree("run", layers);
        tree.assumeItCanBeEntered();

        ImageTree.Answer demo = tree.run(
                config.at("/config/User").textValue(),
                Stream.of(
                                texts(config.at("/config/Env")),
                                texts(config.at("/config/Entrypoint")),
                                Stream.of("demo", "--once", "--speed", "200", "--port", "0"))
                        .flatMap(part -> part)
                        .toList());

        assertThat(demo.said()).contains("The books balance");
        assertThat(demo.code()).isZero();
    }

    @Test
    void the_Containerfile_makes_an_archive_that_its_Java_reads() throws Exception {
        ImageTree tree = new ImageTree(Files.createDirectory(work.resolve("containerfile")));
        tree.assumeItCanBeEntered();
        Containerfile file = Containerfile.read(Path.of("deploy/Containerfile"));

        file.build(tree);

        assertThat(tree.root().resolve("opt/courier/courier.jsa")).exists();
        ImageTree.Answer named = tree.run(
                file.user(),
                // on: with an archive that it cannot read Java does not start
                List.of("COURIER_JAVA_OPTIONS=-Xshare:on", file.entrypoint(), "--version"));
        assertThat(named.said()).startsWith("Tekton Courier ");
        assertThat(named.code()).isZero();
    }

    private static ImageTree tree(String name, List<Path> layers) throws Exception {
        ImageTree tree = new ImageTree(Files.createDirectory(work.resolve(name)));
        for (Path layer : layers) {
            tree.unpack(layer);
        }
        return tree;
    }

    private static Set<String> files(ImageTree tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree.root())) {
            return files.filter(Files::isRegularFile)
                    .map(file -> tree.root().relativize(file).toString())
                    .collect(Collectors.toSet());
        }
    }

    private static Stream<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::textValue);
    }

    /** The few instructions that ours has. */
    private record Containerfile(List<String> lines, Map<String, String> arguments) {

        static Containerfile read(Path file) throws IOException {
            List<String> lines =
                    Files.readString(file).replace("\\\n", " ").lines().toList();
            Map<String, String> arguments = lines.stream()
                    .filter(line -> line.startsWith("ARG "))
                    .map(line -> line.substring(4).split("="))
                    .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
            return new Containerfile(lines, arguments);
        }

        void build(ImageTree tree) throws Exception {
            for (String line : lines) {
                List<String> words = List.of(filled(line).split(" +"));
                if (line.startsWith("COPY ")) {
                    for (String source : words.subList(1, words.size() - 1)) {
                        tree.copy(Path.of(source), words.get(words.size() - 1));
                    }
                } else if (line.startsWith("RUN ")) {
                    ImageTree.Answer ran = tree.build(words.subList(1, words.size()));
                    assertThat(ran.code()).as(ran.said()).isZero();
                }
            }
        }

        String user() {
            return only("USER ");
        }

        String entrypoint() {
            return only("ENTRYPOINT ").replaceAll("[\\[\\]\"]", "");
        }

        private String only(String instruction) {
            return lines.stream()
                    .filter(line -> line.startsWith(instruction))
                    .map(line -> line.substring(instruction.length()))
                    .reduce((first, last) -> last)
                    .orElseThrow();
        }

        private String filled(String line) {
            String filled = line;
            for (Map.Entry<String, String> argument : arguments.entrySet()) {
                filled = filled.replace("${" + argument.getKey() + "}", argument.getValue());
            }
            return filled;
        }
    }
}
