package io.github.tektoncourier.kube;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/** The real kubectl, against a test's API server. */
public final class Kubectl {

    private final Path program;
    private final Path kubeconfig;

    private Kubectl(Path program, Path kubeconfig) {
        this.program = program;
        this.kubeconfig = kubeconfig;
    }

    /** An answer of a shell or of kubectl, error output included. */
    public record Answer(int exitCode, String output) {}

    static Kubectl of(Path program, Path kubeconfig) {
        if (!Files.isExecutable(program)) {
            String why = "SKIPPED: no kubectl beside the kube-apiserver (" + program + "). Put one there.";
            System.err.println(why);
            Assumptions.abort(why);
        }
        return new Kubectl(program, kubeconfig);
    }

    /** Runs it; fails unless it succeeds. */
    public String run(String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        Answer answer = start(command);
        if (answer.exitCode() != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + answer.output());
        }
        return answer.output();
    }

    /**
     * Waits until the API server serves a custom resource. {@code kubectl wait} alone ends with an error while the CRD
     * that was just made has no conditions at all.
     */
    public void awaitEstablished(String crd) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> run("wait", "--for=condition=Established", "crd/" + crd));
    }

    /** Runs lines of a document as a shell does, with this kubectl on the path. */
    public Answer shell(String lines) {
        return start(List.of("bash", "-euo", "pipefail", "-c", lines));
    }

    private Answer start(List<String> command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("KUBECONFIG", kubeconfig.toString());
            builder.environment().merge("PATH", program.getParent().toString(), (path, here) -> here + ":" + path);
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
