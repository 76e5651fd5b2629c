package io.github.tektoncourier.cli;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.RunReader;
import io.github.tektoncourier.run.UnreadableException;
import io.github.tektoncourier.text.LogText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Finds the runs in a file as people have them: a run, several, a List of them. */
final class RunFile {

    private static final String EXPECTED =
            "expected a TaskRun, PipelineRun or CustomRun of tekton.dev, or a List of them, as JSON or YAML";
    private static final Set<String> VERSIONS = Set.of("", "tekton.dev/v1", "tekton.dev/v1beta1");
    private static final int DEEPEST_LIST = 8;

    private final Consumer<Run> runs;
    private final Consumer<String> problems;
    private int found;

    /** {@code runs} takes each run and {@code problems} each thing that is none, in their order in the file. */
    RunFile(Consumer<Run> runs, Consumer<String> problems) {
        this.runs = runs;
        this.problems = problems;
    }

    /** Reads the file's bytes, whatever they are. */
    void read(byte[] file) {
        Documents.read(file, new Documents.Reader() {
            @Override
            public void document(byte[] json) {
                found++;
                object(json, "", "", "document " + found + ": ", 0);
            }

            @Override
            public void broken(String why) {
                found++;
                problem("document " + found + ": ", why);
            }
        });
        if (found == 0) {
            problem("", "is empty");
        }
    }

    /** What stands at the top of an object, and where its items are. */
    private static final class Head {
        String kind = "";
        String apiVersion = "";
        boolean object;
        boolean metadata;
        boolean list;
        byte @Nullable [] watched;
        final List<byte[]> items = new ArrayList<>();

        String words() {
            return (kind.isEmpty() ? "has no kind" : "is a " + LogText.quoted(kind, 60))
                    + (apiVersion.isEmpty() ? "" : " of " + LogText.quoted(apiVersion, 60));
        }
    }

    private void object(byte[] json, String listKind, String listVersion, String where, int depth) {
        Head head;
        try {
            head = head(json);
        } catch (IOException e) {
            problem(where, "cannot be read: " + LogText.quoted(String.valueOf(e.getMessage())));
            return;
        }
        String kind = head.kind.isEmpty() ? listKind : head.kind;
        if (kind.isEmpty() && head.watched != null && depth < DEEPEST_LIST) {
            object(head.watched, "", "", where, depth + 1);
        } else if (head.list && depth < DEEPEST_LIST) {
            items(head, where, depth);
        } else if (!head.object) {
            problem(where, "is no object");
        } else {
            run(json, head, kind, head.apiVersion.isEmpty() ? listVersion : head.apiVersion, where);
        }
    }

    private void items(Head list, String where, int depth) {
        String kind = list.kind.endsWith("List") ? list.kind.substring(0, list.kind.length() - "List".length()) : "";
        String version = kind.isEmpty() ? "" : list.apiVersion;
        for (int i = 0; i < list.items.size(); i++) {
            object(list.items.get(i), kind, version, where + "item " + (i + 1) + ": ", depth + 1);
        }
    }

    private void run(byte[] json, Head head, String kind, String apiVersion, String where) {
        Optional<RunKind> known = RunKind.of(kind).filter(k -> k.kind().equals(kind));
        if (known.isEmpty() || !VERSIONS.contains(apiVersion)) {
            problem(where, head.words());
        } else if (!head.metadata) {
            problem(where, "is a " + kind + " without metadata");
        } else {
            try {
                byte[] whole = completed(json, head, kind, apiVersion);
                runs.accept(RunReader.readFile(known.get(), whole, 0, whole.length));
            } catch (UnreadableException e) {
                problems.accept(where + e.getMessage());
            }
        }
    }

    private void problem(String where, String what) {
        problems.accept(where + what + "; " + EXPECTED + ".");
    }

    /** Items of a TaskRunList need not say that they are TaskRuns. */
    private static byte[] completed(byte[] json, Head head, String kind, String apiVersion) {
        String missing =
                (head.apiVersion.isEmpty() && !apiVersion.isEmpty() ? "\"apiVersion\":\"" + apiVersion + "\"," : "")
                        + (head.kind.isEmpty() ? "\"kind\":\"" + kind + "\"," : "");
        if (missing.isEmpty()) {
            return json;
        }
        byte[] first = ("{" + missing).getBytes(StandardCharsets.US_ASCII);
        byte[] whole = Arrays.copyOf(first, first.length + json.length - 1);
        System.arraycopy(json, 1, whole, first.length, json.length - 1);
        return whole;
    }

    private static Head head(byte[] json) throws IOException {
        Head head = new Head();
        try (JsonParser parser = Documents.JSON.createParser(json)) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_ARRAY) {
                head.list = true;
                items(parser, json, head);
            }
            head.object = first == JsonToken.START_OBJECT;
            while (head.object && parser.nextToken() == JsonToken.FIELD_NAME) {
                member(parser.currentName(), parser.nextToken(), parser, json, head);
            }
        }
        // A run's own field of that name would not make it a list.
        head.list &= head.kind.isEmpty() || head.kind.endsWith("List");
        return head;
    }

    private static void member(String name, JsonToken value, JsonParser parser, byte[] json, Head head)
            throws IOException {
        if (value == JsonToken.VALUE_STRING && name.equals("kind")) {
            head.kind = parser.getText();
        } else if (value == JsonToken.VALUE_STRING && name.equals("apiVersion")) {
            head.apiVersion = parser.getText();
        } else if (value == JsonToken.START_ARRAY && name.equals("items")) {
            head.list = true;
            items(parser, json, head);
        } else if (value == JsonToken.START_OBJECT && name.equals("object")) {
            head.watched = bytes(parser, json); // kubectl get --watch --output-watch-events
        } else {
            head.metadata |= name.equals("metadata") && value == JsonToken.START_OBJECT;
            parser.skipChildren();
        }
    }

    private static void items(JsonParser parser, byte[] json, Head head) throws IOException {
        head.items.clear();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            head.items.add(bytes(parser, json));
        }
    }

    private static byte[] bytes(JsonParser parser, byte[] json) throws IOException {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        return Arrays.copyOfRange(json, start, (int) parser.currentLocation().getByteOffset());
    }
}
