package io.github.tektoncourier.cloudevent.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the tables of what Tekton's v1beta1 types write, and Kubernetes' types inside them. */
final class PayloadTypes {

    private static final List<String> FILES = List.of("tektonv1.types", "kubernetes.types");
    private static final Pattern FIELD = Pattern.compile("  (\\w+)([!?]?) (\\S+)(?: < (\\S+))?(?: = (\\S+))?");

    private final Map<String, PayloadType> types = new HashMap<>(Map.of(
            "text", new PayloadType.Text(text -> text, ""),
            "duration", new PayloadType.Text(GoText::duration, ""),
            "time", new PayloadType.Time(),
            "quantity", new PayloadType.Quantity(),
            "flag", new PayloadType.Flag(),
            "number", new PayloadType.Count(),
            "any", new PayloadType.Any(),
            "value", new PayloadType.Value()));

    private PayloadTypes() {}

    /** Every type of the shipped tables, by its name. */
    static Map<String, PayloadType> read() {
        return new PayloadTypes().read(FILES.stream().map(PayloadTypes::text).collect(Collectors.joining("\n")));
    }

    private static String text(String file) {
        try (InputStream in = PayloadTypes.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing from the jar");
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Types may name each other, so they are all there before the first field is. */
    private Map<String, PayloadType> read(String table) {
        Map<String, List<PayloadType.Field>> structures = new HashMap<>();
        List<String> lines = table.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
        lines.stream().filter(line -> !line.startsWith(" ")).forEach(name -> {
            List<PayloadType.Field> fields = new ArrayList<>();
            structures.put(name, fields);
            types.put(name, new PayloadType.Structure(fields));
        });
        List<PayloadType.Field> current = new ArrayList<>();
        for (String line : lines) {
            List<PayloadType.Field> begun = structures.get(line);
            if (begun != null) {
                current = begun;
            } else {
                current.add(field(line));
            }
        }
        return Map.copyOf(types);
    }

    private PayloadType.Field field(String line) {
        Matcher field = FIELD.matcher(line);
        if (!field.matches()) {
            throw new IllegalStateException("The table of payload types: cannot read the line '" + line + "'");
        }
        String name = field.group(1);
        String v1 = field.group(4) == null ? name : field.group(4);
        return new PayloadType.Field(
                name,
                field.group(2).equals("!"),
                field.group(2).equals("?"),
                type(field.group(3)),
                v1.equals("-") ? List.of() : List.of(v1.split("\\.", -1)),
                field.group(5) == null ? "" : field.group(5));
    }

    private PayloadType type(String name) {
        if (name.startsWith("[")) {
            return new PayloadType.Sequence(type(name.substring(1, name.length() - 1)));
        }
        if (name.startsWith("{")) {
            return new PayloadType.Mapping(type(name.substring(1, name.length() - 1)));
        }
        PayloadType type = types.get(name);
        if (type == null) {
            throw new IllegalStateException("The table of payload types: there is no type " + name);
        }
        return type;
    }
}
