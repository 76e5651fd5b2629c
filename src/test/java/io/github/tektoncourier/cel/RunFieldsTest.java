package io.github.tektoncourier.cel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.tektoncourier.schema.Committed;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fields of runs, as Tekton's own CRDs have them. */
class RunFieldsTest {

    private static final Path CRDS = Path.of("src/test/resources/crds");
    private static final Path FILE = Path.of("src/main/resources/io/github/tektoncourier/cel/run-fields.json");

    /** Kubernetes' own, or a part of the specification that is stored whole elsewhere. */
    private static final Set<String> OPEN = Set.of("podTemplate", "volumes", "sidecars", "stepTemplate");

    private static final int DEEPEST = 7;

    private static final List<String> METADATA = List.of(
            "name",
            "generateName",
            "namespace",
            "uid",
            "resourceVersion",
            "generation",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "finalizers",
            "selfLink");

    @Test
    void the_fields_are_those_of_the_crds() throws IOException {
        Map<String, Object> all = new TreeMap<>();
        for (String crd : List.of("taskrun/v1", "pipelinerun/v1", "customrun/v1beta1")) {
            merge(all, fields(crd.split("/", -1)[0], crd.split("/", -1)[1]));
        }
        all.put("metadata", metadata());

        String text = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n";

        Committed.is(FILE, text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "run.metdata.name == 'a' | run.metdata is no field | metadata",
                "run.spec.parms.size() > 0 | run.spec.parms is no field | params",
                "run.status.conditions[0].reson == 'a' | run.status.conditions[…].reson is no field | reason",
                "run.status.taskRuns.size() > 0 | run.status.taskRuns is no field | ",
                "has(run.status.completionTme) | run.status.completionTme is no field | completionTime",
                "run['spec'].tasRef.name == 'a' | tasRef is no field | taskRef"
            })
    void a_field_that_no_crd_has_is_named_with_the_nearest(String expression, String what, String nearest) {
        List<RunFields.Unknown> unknown = RunFields.unknown(expression);

        assertThat(unknown).singleElement().satisfies(field -> assertThat(field.what())
                .contains(what)
                .contains(nearest == null ? "" : "Did you mean " + nearest + "?"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run.metadata.labels['team'] == 'a' && run.metadata.annotations.anything == 'b'",
                "run.spec.pipelineRef.name == 'a' || run.spec.taskRef.name == 'b' || run.spec.customRef.kind == 'c'",
                "run.status.steps[0].terminated.exitCode == 1.0",
                "run.spec.params.exists(p, p.nme == 'a')",
                "run.spec.params[0].value.anything == 'a'",
                "run.spec.podTemplate.anything.at.all == 'a'",
                "run.status.childReferences[0].pipelineTaskName == 'a'",
                "event.type == 'a' && attributes.type == 'a'"
            })
    void what_the_crds_have_or_leave_open_is_not_named(String expression) {
        assertThat(RunFields.unknown(expression)).isEmpty();
    }

    @Test
    void the_line_is_that_of_the_field() {
        assertThat(RunFields.unknown("event.type == 'a' &&\n\n  run.spec.parms == null"))
                .extracting(RunFields.Unknown::line)
                .containsExactly(3);
    }

    private static Map<String, Object> metadata() {
        Map<String, Object> metadata = new TreeMap<>();
        METADATA.forEach(name -> metadata.put(name, Map.of()));
        metadata.put("finalizers", Map.of("[]", Map.of()));
        metadata.put("labels", Map.of("*", Map.of()));
        metadata.put("annotations", Map.of("*", Map.of()));
        metadata.put("ownerReferences", Map.of("[]", true));
        return metadata;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> fields(String kind, String version) throws IOException {
        try (Reader in = Files.newBufferedReader(CRDS.resolve("300-" + kind + ".yaml"))) {
            Map<String, Map<String, Object>> crd = new YAMLMapper().readValue(in, Map.class);
            for (Map<String, Object> one :
                    (List<Map<String, Object>>) crd.get("spec").get("versions")) {
                if (one.get("name").equals(version)) {
                    Map<String, Object> schema = (Map<String, Object>) one.get("schema");
                    return (Map<String, Object>) tree((Map<String, Object>) schema.get("openAPIV3Schema"), 0);
                }
            }
        }
        throw new AssertionError("no " + version + " of " + kind);
    }

    @SuppressWarnings("unchecked")
    private static Object tree(Map<String, Object> schema, int depth) {
        if (schema.get("items") instanceof Map<?, ?> items) {
            return new TreeMap<>(Map.of("[]", tree((Map<String, Object>) items, depth)));
        }
        if (schema.get("properties") instanceof Map<?, ?> properties && depth < DEEPEST) {
            Map<String, Object> fields = new TreeMap<>();
            properties.forEach((name, field) -> fields.put(
                    String.valueOf(name),
                    OPEN.contains(name) ? (Object) true : tree((Map<String, Object>) field, depth + 1)));
            return fields;
        }
        if (schema.get("additionalProperties") instanceof Map<?, ?> any) {
            return new TreeMap<>(Map.of("*", tree((Map<String, Object>) any, depth + 1)));
        }
        return Set.of("string", "integer", "boolean", "number").contains(String.valueOf(schema.get("type")))
                ? new TreeMap<String, Object>()
                : (Object) true;
    }

    @SuppressWarnings("unchecked")
    private static void merge(Map<String, Object> into, Map<String, Object> from) {
        from.forEach((name, value) -> {
            Object before = into.get(name);
            if (before instanceof Map<?, ?> && value instanceof Map<?, ?>) {
                merge((Map<String, Object>) before, (Map<String, Object>) value);
            } else {
                into.put(name, Boolean.TRUE.equals(before) ? before : value);
            }
        });
    }
}
