package io.github.tektoncourier.cli;

import io.github.tektoncourier.run.Run;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** Runs of all kinds and outcomes that ship with the program. Each reading gives them UIDs of their own. */
final class SampleRuns {

    static final String NAMESPACE = "courier-sample";

    private SampleRuns() {}

    /** The runs as they would stand in a namespace. */
    static List<Run> in(String namespace) {
        String text = text().replace("@namespace@", namespace)
                .replace("@uid@", UUID.randomUUID().toString())
                .replace("@now@", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        List<Run> runs = new ArrayList<>();
        new RunFile(runs::add, problem -> {
                    throw new IllegalStateException("the sample runs: " + problem);
                })
                .read(text.getBytes(StandardCharsets.UTF_8));
        return runs;
    }

    private static String text() {
        try (InputStream in =
                Objects.requireNonNull(SampleRuns.class.getResourceAsStream("sample-runs.yaml"), "sample-runs.yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A namespace that a list of globs takes. */
    static String namespaceFor(String globs) {
        String first = globs.split(",", -1)[0].strip();
        String name = first.replace("*", "sample").replace('?', 'x');
        return name.isEmpty() || first.equals("*") || !name.matches("[a-z0-9-]{1,63}") ? NAMESPACE : name;
    }
}
