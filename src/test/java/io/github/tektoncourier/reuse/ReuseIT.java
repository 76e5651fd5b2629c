package io.github.tektoncourier.reuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.tektoncourier.demo.kube.EmbeddedCluster;
import io.github.tektoncourier.demo.receivers.Answer;
import io.github.tektoncourier.demo.receivers.EventReceiver;
import io.github.tektoncourier.demo.receivers.Received;
import io.github.tektoncourier.e2e.CourierProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built jar as a library: what it brings along, what it does to an application, and that its Kamelets work there. */
class ReuseIT {

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final String OF_THE_SERVICE =
            ".*/(sqlite-jdbc|zstd-jni|picocli|micrometer|prometheus|log4j-core|camel-kafka|kafka-clients|camel-platform-http|camel-micrometer).*";
    private static final String CLI = "public class Cli { public static void main(String[] a) throws Exception {"
            + " org.apache.camel.dsl.jbang.core.commands.CamelJBangMain.run(a); } }";

    @TempDir
    static Path work;

    private static Path repository;
    private static Path jar;

    @TempDir
    Path folder;

    private EmbeddedCluster cluster;
    private EventReceiver receiver;

    @BeforeAll
    static void build() throws Exception {
        Matcher version =
                Pattern.compile("(?m)^  <version>(.*)</version>").matcher(Files.readString(Path.of("pom.xml")));
        assertThat(version.find()).isTrue();
        jar = Path.of("target", "tekton-courier-" + version.group(1) + ".jar").toAbsolutePath();
        repository = Files.createDirectory(work.resolve("repository"));
        LinkedRepository.make(repository, jar, version.group(1));
        copy(Path.of("src/test/resources/reuse"), work.resolve("build"));
        copy(Path.of("examples/reuse"), work.resolve("build/sample"));
        List<String> maven = List.of(
                "mvn",
                "-B",
                "-q",
                "-Dmaven.repo.local=" + repository,
                "-Dtekton-courier.version=" + version.group(1),
                "-f",
                work.resolve("build").toString(),
                "package");
        if (run("offline", Stream.concat(maven.stream(), Stream.of("-o")).toList())
                        .code()
                != 0) {
            Said online = run("online", maven); // what nothing else in the build needs
            assertThat(online.code()).as(online.text()).isZero();
        }
    }

    /** Before the folder is deleted, which warns of links. */
    @AfterAll
    static void unlink() throws IOException {
        LinkedRepository.unlink(repository);
    }

    @BeforeEach
    void open() {
        cluster = EmbeddedCluster.start(0);
        receiver = EventReceiver.start(0);
        receiver.answer(Answer.text(200, "ok"));
    }

    @AfterEach
    void close() {
        receiver.close();
        cluster.close();
    }

    @Test
    void the_sinks_bring_at_most_50_jars_and_none_of_the_service() throws IOException {
        List<String> jars = classpath("sinks");

        assertThat(jars).hasSizeLessThanOrEqualTo(50).noneMatch(path -> path.matches(OF_THE_SERVICE));
        assertThat(jars).noneMatch(path -> path.contains("/io/fabric8/"));
    }

    @Test
    void with_the_source_there_are_at_most_95_jars_and_none_of_the_service() throws IOException {
        List<String> jars = lib().map(Path::toString)
                .filter(path -> !path.matches(".*/log4j-[^/]*")) // the sample's own choice
                .toList();

        assertThat(jars).hasSizeLessThanOrEqualTo(95).noneMatch(path -> path.matches(OF_THE_SERVICE));
    }

    @Test
    void the_sample_carries_events_to_its_receiver() throws Exception {
        Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), cluster.kubeconfig());

        try (CourierProcess sample = CourierProcess.run(
                folder.resolve("log"),
                Map.of("KUBECONFIG", kubeconfig.toString(), "RECEIVER_URL", receiver.url() + "/in?team=build&env=test"),
                java(sampleClasspath(), "org.example.App"))) {
            await().atMost(LONG).until(() -> cluster.openWatches() >= 2);
            cluster.put(run("lint"));

            await().atMost(LONG).untilAsserted(() -> assertThat(receiver.received())
                    .as(sample.said())
                    .anyMatch(request -> request.path().equals("/in?team=build&env=test")));
            assertThat(sample.said()).doesNotContain("team=build").doesNotContain("8080");
        }
    }

    @Test
    void an_application_starts_with_the_jar_as_it_does_without() throws Exception {
        Files.writeString(
                folder.resolve("application.properties"),
                "camel.main.routes-include-pattern=file:mine.camel.yaml\ncamel.main.duration-max-messages=1\n");
        Files.writeString(
                folder.resolve("mine.camel.yaml"),
                "- route:\n    id: mine\n    from:\n      uri: file:in\n      steps:\n        - log: \"took ${body}\"\n");
        Files.copy(Path.of("examples/reuse/src/main/resources/log4j2.properties"), folder.resolve("log4j2.properties"));
        List<String> without = List.copyOf(lib().map(Path::toString)
                .filter(path -> !path.contains("tekton-courier"))
                .toList());
        List<String> with =
                Stream.concat(Stream.of(jar.toString()), without.stream()).toList();

        List<String> before = application("before", without);
        List<String> after = application("after", with);

        assertThat(before).anyMatch(line -> line.contains("took hello"));
        assertThat(after).containsExactlyInAnyOrderElementsOf(before);
    }

    @Test
    void nothing_in_the_jar_stands_where_others_look() throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            List<String> entries = file.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(ZipEntry::getName)
                    .toList();

            assertThat(entries)
                    .allMatch(name -> name.matches("(META-INF|io/github/tektoncourier|kamelets|routes)/.*")
                            || name.startsWith("tekton-courier"));
            assertThat(entries.stream().filter(name -> name.startsWith("META-INF/services/")))
                    .allMatch(
                            name -> name.startsWith("META-INF/services/io.github.tektoncourier.")
                                    || name.matches(
                                            "META-INF/services/org/apache/camel/[a-z]+/[^/]*(tekton|journal|cel|courier)[^/]*"));
        }
    }

    @Test
    void the_camel_cli_exports_a_flow_with_every_kamelet() throws Exception {
        Path flow = Files.copy(
                Path.of("src/test/resources/reuse/every-kamelet.camel.yaml"), folder.resolve("every.camel.yaml"));

        Said exported = cli(
                "export",
                flow.getFileName().toString(),
                "--runtime=camel-main",
                "--gav=org.example:app:1",
                "--dir=app",
                "--kamelets-version=4.18.0",
                "--local-kamelet-dir=" + Path.of("kamelets").toAbsolutePath());

        assertThat(exported.text()).contains("Project export successful!");
        assertThat(folder.resolve("app/src/main/resources/kamelets")).isDirectoryContaining("glob:**slack-sink*");
        assertThat(folder.resolve("app/pom.xml")).content().contains("<artifactId>tekton-courier</artifactId>");
    }

    @Test
    void the_camel_cli_runs_pipes() throws Exception {
        List<String> pipes = List.of("http-pipe", "cdevents-pipe", "json-pipe", "slack-pipe");
        for (String pipe : pipes) {
            String text = Files.readString(Path.of("src/test/resources/reuse", pipe + ".yaml"));
            Files.writeString(folder.resolve(pipe + ".yaml"), text.replace("RECEIVER", receiver.url()));
        }
        cluster.put(run("lint"));
        List<String> arguments = new ArrayList<>(List.of("run"));
        pipes.forEach(pipe -> arguments.add(pipe + ".yaml"));
        arguments.add("--kamelets-version=4.18.0");
        arguments.add("--local-kamelet-dir=" + Path.of("kamelets").toAbsolutePath());

        try (CourierProcess cli = startCli(arguments)) {
            await().atMost(LONG).untilAsserted(() -> assertThat(
                            receiver.received().stream().map(Received::path).collect(Collectors.toSet()))
                    .as(cli.said())
                    .containsExactlyInAnyOrder("/http?a=b&c=d", "/cdevents", "/json", "/slack"));
        }
        assertThat(received("/http?a=b&c=d")).allSatisfy(request -> assertThat(request.header("authorization"))
                .contains("Bearer ab+c/d=="));
    }

    private List<Received> received(String path) {
        return receiver.received().stream()
                .filter(request -> request.path().equals(path))
                .toList();
    }

    /** What an application says from start to end, without what is another at each run. */
    private List<String> application(String name, List<String> jars) throws Exception {
        Files.createDirectories(folder.resolve("in"));
        Files.writeString(folder.resolve("in/" + name + ".txt"), "hello");
        String classpath = folder + File.pathSeparator + String.join(File.pathSeparator, jars);
        try (CourierProcess process = CourierProcess.run(
                folder.resolve(name + ".log"), Map.of(), inFolder(java(classpath, "org.apache.camel.main.Main")))) {
            process.exitCode(LONG);
            return process.said().lines().map(ReuseIT::withoutNumbers).toList();
        }
    }

    private static String withoutNumbers(String line) {
        return line.replaceAll("before|after", "name")
                .replaceAll("([0-9]+(ms|s|m))+", "time")
                .replaceAll("[0-9]+", "0");
    }

    private static String sampleClasspath() throws IOException {
        return work.resolve("build/sample/target/classes")
                + File.pathSeparator
                + lib().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private static Stream<Path> lib() throws IOException {
        try (Stream<Path> jars = Files.list(work.resolve("build/sample/target/lib"))) {
            return jars.sorted().toList().stream();
        }
    }

    private static List<String> classpath(String module) throws IOException {
        return List.of(Files.readString(work.resolve("build").resolve(module).resolve("classpath.txt"))
                .strip()
                .split(File.pathSeparator));
    }

    private Said cli(String... arguments) throws Exception {
        try (CourierProcess cli = startCli(List.of(arguments))) {
            return new Said(cli.exitCode(LONG), cli.said());
        }
    }

    private CourierProcess startCli(List<String> arguments) throws IOException {
        Path source = Files.writeString(folder.resolve("Cli.java"), CLI);
        Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), cluster.kubeconfig());
        List<String> command = new ArrayList<>(List.of(
                javaCommand(),
                "-XX:TieredStopAtLevel=1",
                "-Dmaven.repo.local=" + repository,
                "-cp",
                String.join(File.pathSeparator, classpath("cli")),
                source.toString()));
        command.addAll(arguments);
        return CourierProcess.run(
                folder.resolve("cli.log"), Map.of("KUBECONFIG", kubeconfig.toString()), inFolder(command));
    }

    private List<String> inFolder(List<String> command) {
        return Stream.concat(Stream.of("sh", "-c", "cd \"$0\" && exec \"$@\"", folder.toString()), command.stream())
                .toList();
    }

    private static List<String> java(String classpath, String main) {
        return List.of(javaCommand(), "-XX:TieredStopAtLevel=1", "-Xmx192m", "-cp", classpath, main);
    }

    private static String javaCommand() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private record Said(int code, String text) {}

    private static Said run(String name, List<String> command) throws Exception {
        try (CourierProcess process = CourierProcess.run(work.resolve(name + ".log"), Map.of(), command)) {
            return new Said(process.exitCode(Duration.ofMinutes(10)), process.said());
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(f -> !f.toString().contains("target")).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                if (Files.isRegularFile(file)) {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static String run(String name) {
        return """
                {"apiVersion": "tekton.dev/v1", "kind": "TaskRun",
                 "metadata": {"name": "%s", "namespace": "ci"},
                 "status": {"startTime": "2026-11-23T01:00:01Z", "completionTime": "2026-11-23T01:00:02Z",
                  "conditions": [{"type": "Succeeded", "status": "True", "reason": "Succeeded",
                                  "lastTransitionTime": "2026-11-23T01:00:02Z"}]}}
                """
                .formatted(name);
    }
}
