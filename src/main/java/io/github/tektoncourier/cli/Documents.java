package io.github.tektoncourier.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.github.tektoncourier.text.LogText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Takes a file apart into its documents: JSON one after the other, YAML between {@code ---}, or both. What is broken is
 * told and skipped; the documents before it and behind it are read.
 */
final class Documents {

    /** Takes what a file holds, in order. */
    interface Reader {
        /** A document as JSON on one line. */
        void document(byte[] json);

        /** A document that is none, and why. */
        void broken(String why);
    }

    static final JsonFactory JSON = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(1_000)
                    .maxNumberLength(1_000_000)
                    .maxNameLength(1_000_000)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final byte[] file;
    private final Reader reader;

    private Documents(byte[] file, Reader reader) {
        this.file = file;
        this.reader = reader;
    }

    /** Reads all of a file's bytes; a byte order mark may stand before them. */
    static void read(byte[] file, Reader reader) {
        if (starts(file, 0xFE, 0xFF) || starts(file, 0xFF, 0xFE) || everySecondIsZero(file)) {
            reader.broken("is UTF-16, not UTF-8");
            return;
        }
        if (starts(file, 0x1F, 0x8B)) {
            reader.broken("is compressed by gzip; unpack it first (gunzip -c FILE | courier events -)");
            return;
        }
        new Documents(file, reader).parts(starts(file, 0xEF, 0xBB, 0xBF) ? 3 : 0);
    }

    /** UTF-16 without a byte order mark, as all that is read here begins in ASCII. */
    private static boolean everySecondIsZero(byte[] file) {
        return file.length > 1 && (file[0] == 0) != (file[1] == 0);
    }

    private static boolean starts(byte[] file, int... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (i >= file.length || (file[i] & 0xFF) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    /** A line that begins with three dashes or dots parts documents, whatever they hold: no text has one unindented. */
    private void parts(int begin) {
        int from = begin;
        for (int line = begin; line < file.length; line = lineAfter(line)) {
            if (isMarker(line)) {
                part(from, line);
                from = line + 3;
            }
        }
        part(from, file.length);
    }

    private boolean isMarker(int at) {
        boolean marks = at + 3 <= file.length
                && (file[at] == '-' || file[at] == '.')
                && file[at + 1] == file[at]
                && file[at + 2] == file[at];
        return marks && (at + 3 == file.length || blank(file[at + 3]));
    }

    private int lineAfter(int at) {
        int end = at;
        while (end < file.length && file[end] != '\n') {
            end++;
        }
        return end + 1;
    }

    private void part(int from, int to) {
        int start = from;
        while (start < to && (blank(file[start]) || file[start] == '#')) {
            start = file[start] == '#' ? Math.min(lineAfter(start), to) : start + 1;
        }
        if (start == to) {
            return;
        }
        if (file[start] == '{' || file[start] == '[') {
            json(start, to);
        } else {
            yaml(from, to);
        }
    }

    private void json(int from, int to) {
        int next = from;
        while (next < to) {
            next = oneJson(next, to);
        }
    }

    /** Gives back where the next document may begin. */
    private int oneJson(int from, int to) {
        try (JsonParser json = JSON.createParser(file, from, to - from)) {
            if (json.nextToken() == null) {
                return to;
            }
            int start = from + (int) json.currentTokenLocation().getByteOffset();
            json.skipChildren();
            json.finishToken();
            int end = from + (int) json.currentLocation().getByteOffset();
            reader.document(oneLine(start, end));
            return end;
        } catch (IOException e) {
            return broken(from, to, e);
        }
    }

    private int broken(int from, int to, IOException e) {
        int next = from;
        while (next < to && blank(file[next])) {
            next++;
        }
        do {
            next++;
        } while (next < to && !(file[next] == '{' && file[next - 1] == '\n'));
        if (next < to || !yamlAfterAll(from, to)) {
            reader.broken("is no JSON: " + where(e, from));
        }
        return next;
    }

    /** YAML may begin with a brace, too. */
    private boolean yamlAfterAll(int from, int to) {
        try {
            YamlDocuments.read(text(from, to), reader::document);
            return true;
        } catch (YamlEngineException | IllegalArgumentException | CharacterCodingException e) {
            return false;
        }
    }

    private void yaml(int from, int to) {
        try {
            String text = text(from, to);
            if (text.lines().allMatch(line -> line.isBlank() || line.startsWith("#") || line.startsWith("%"))) {
                return; // directives stand before the marker of their document
            }
            YamlDocuments.read(text, reader::document);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark()
                    .map(mark -> mark.getLine() + lineOf(from))
                    .orElse(lineOf(from));
            reader.broken("is no YAML: line " + line + ": " + LogText.quoted(LogText.yamlProblem(e.getProblem())));
        } catch (YamlEngineException | IllegalArgumentException e) {
            reader.broken("cannot be read as YAML: " + LogText.quoted(firstLine(e)));
        } catch (CharacterCodingException e) {
            reader.broken("is not UTF-8");
        }
    }

    /** Without the blanks between values, so that an event is one line whatever the file looks like. */
    private byte[] oneLine(int from, int to) {
        byte[] line = new byte[to - from];
        int length = 0;
        boolean inText = false;
        for (int i = from; i < to; i++) {
            byte b = file[i];
            if (inText || !blank(b)) {
                line[length++] = b;
            }
            if (inText && b == '\\') {
                line[length++] = file[++i];
            } else if (b == '"') {
                inText = !inText;
            }
        }
        return Arrays.copyOf(line, length);
    }

    private String text(int from, int to) throws CharacterCodingException {
        return UTF_8.newDecoder().decode(ByteBuffer.wrap(file, from, to - from)).toString();
    }

    private int lineOf(int at) {
        int line = 1;
        for (int i = 0; i < at; i++) {
            line += file[i] == '\n' ? 1 : 0;
        }
        return line;
    }

    private String where(IOException e, int from) {
        if (e instanceof JsonProcessingException json && json.getLocation() != null) {
            String said = json.getOriginalMessage().replaceFirst(" \\(start marker at .*|, from `[^`]*`", "");
            return "line " + (lineOf(from) + json.getLocation().getLineNr() - 1) + ": " + LogText.quoted(said);
        }
        return LogText.quoted(firstLine(e));
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static boolean blank(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r';
    }
}
