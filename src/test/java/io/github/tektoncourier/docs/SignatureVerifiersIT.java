package io.github.tektoncourier.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.tektoncourier.kamelet.Events;
import io.github.tektoncourier.kamelet.Receiver;
import io.github.tektoncourier.kamelet.SinkTestSupport;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checks that docs/authentication.md shows, each run by its language on a request that the Kamelet signed. */
class SignatureVerifiersIT extends SinkTestSupport {

    private static final String NEW = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String OLD = "whsec_" + Base64.getEncoder().encodeToString(new byte[32]);
    private static final String FOREIGN =
            "whsec_" + Base64.getEncoder().encodeToString("foreign".repeat(5).getBytes(UTF_8));
    private static final long NOW = 1_767_607_200;
    private static final String EXPECTED = "true\ntrue\nfalse\nfalse\nfalse\n";

    @TempDir
    private Path folder;

    private final Receiver receiver = new Receiver().anything();

    @AfterEach
    void closeReceiver() {
        receiver.close();
    }

    /** By the new and the old secret; then by a foreign one, with another body, and too late. */
    private record Case(String secret, String body, long now) {}

    private List<Case> cases(Receiver.Request request) {
        String body = Base64.getEncoder().encodeToString(request.body());
        String other = Base64.getEncoder().encodeToString("{}".getBytes(UTF_8));
        return List.of(
                new Case(NEW, body, NOW),
                new Case(OLD, body, NOW + 299),
                new Case(FOREIGN, body, NOW),
                new Case(NEW, other, NOW),
                new Case(NEW, body, NOW + 301));
    }

    private Receiver.Request signed() throws Exception {
        context.getRegistry().bind("clock", Clock.class, Clock.fixed(Instant.ofEpochSecond(NOW), ZoneOffset.UTC));
        loadSink(
                "cloudevents-http-sink",
                Map.of("url", receiver.url("/"), "contentMode", "structured", "signingSecret", NEW + " " + OLD));
        assertThat(send(Events.headers(), Events.data()).getException()).isNull();
        return receiver.requests.get(0);
    }

    @Test
    void python_verifies() throws Exception {
        Receiver.Request request = signed();
        StringBuilder program = new StringBuilder(block("python") + "\nh = {");
        headers(request).forEach(header -> program.append('"' + header[0] + "\": \"" + header[1] + "\", "));
        program.append("}\n");
        cases(request)
                .forEach(one -> program.append("print(str(verify(\"" + one.secret() + "\", h, base64.b64decode(\""
                        + one.body() + "\"), " + one.now() + ")).lower())\n"));

        assertThat(run("verify.py", program.toString(), "python3")).isEqualTo(EXPECTED);
    }

    @Test
    void node_verifies() throws Exception {
        Receiver.Request request = signed();
        StringBuilder program = new StringBuilder(block("javascript") + "\nconst h = {");
        headers(request).forEach(header -> program.append('"' + header[0] + "\": \"" + header[1] + "\", "));
        program.append("};\n");
        cases(request)
                .forEach(one -> program.append("console.log(verify(\"" + one.secret() + "\", h, Buffer.from(\""
                        + one.body() + "\", \"base64\"), " + one.now() + "));\n"));

        assertThat(run("verify.js", program.toString(), "node")).isEqualTo(EXPECTED);
    }

    @Test
    void java_verifies() throws Exception {
        Receiver.Request request = signed();
        StringBuilder program = new StringBuilder();
        Stream.of("java.nio.charset", "java.security", "java.time", "java.util", "javax.crypto", "javax.crypto.spec")
                .forEach(name -> program.append("import " + name + ".*;\n"));
        program.append("import java.util.stream.*;\n\nclass Verify {\n" + block("java"));
        program.append("    public static void main(String[] args) throws Exception {\n        var h = Map.of(");
        program.append(headers(request)
                .map(header -> '"' + header[0] + "\", \"" + header[1] + '"')
                .collect(Collectors.joining(", ")));
        program.append(");\n");
        cases(request)
                .forEach(one -> program.append("        System.out.println(verify(\"" + one.secret()
                        + "\", h, Base64.getDecoder().decode(\"" + one.body() + "\"), Instant.ofEpochSecond("
                        + one.now() + ")));\n"));
        program.append("    }\n}\n");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();

        assertThat(run("Verify.java", program.toString(), java)).isEqualTo(EXPECTED);
    }

    private static Stream<String[]> headers(Receiver.Request request) {
        return Stream.of("webhook-id", "webhook-timestamp", "webhook-signature")
                .map(name -> new String[] {name, request.header(name)});
    }

    private static String block(String language) {
        return Document.read("docs/authentication.md").blocks(language).get(0).content();
    }

    private String run(String file, String program, String... command) throws IOException, InterruptedException {
        boolean there = Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(path -> Files.isExecutable(Path.of(path).resolve(command[0])));
        if (!there) {
            System.err.println("SignatureVerifiersIT skips " + file + ": there is no " + command[0] + " here");
        }
        assumeTrue(there, "there is no " + command[0] + " here");
        Files.writeString(folder.resolve(file), program);
        ProcessBuilder builder = new ProcessBuilder(
                        Stream.concat(Stream.of(command), Stream.of(file)).toList())
                .directory(folder.toFile())
                .redirectErrorStream(true);
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return said;
    }
}
