package io.github.tektoncourier.cloudevent.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.tektoncourier.run.RunKind;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of Tekton's types against Tekton's own CRDs, as far as they describe what is inside. */
class PayloadTypesTest {

    /** What v1 has and v1beta1 has not, or has without Tekton filling it in. */
    private static final Set<String> LOST =
            Set.of("apiVersion", "kind", "managedBy", "artifacts", "spanContext", "terminationReason", "buildOutput");

    private static final Pattern LOST_THERE = Pattern.compile(
            ".*\\.(?:(?:tasks|finally)\\.(?:pipelineRef|pipelineSpec)|taskRunSpecs\\.metadata\\.annotations)");

    private static final Map<String, PayloadType> TABLE = PayloadTypes.read();

    @ParameterizedTest
    @EnumSource(RunKind.class)
    void the_table_has_the_fields_of_v1beta1_and_no_other(RunKind kind) throws IOException {
        v1beta1(type(kind), schema(kind, "v1beta1"), kind.kind());
    }

    @ParameterizedTest
    @EnumSource(
            value = RunKind.class,
            names = {"TASK_RUN", "PIPELINE_RUN"})
    void each_field_of_v1_goes_somewhere_or_is_known_to_be_lost(RunKind kind) throws IOException {
        v1(type(kind), schema(kind, "v1"), kind.kind());
    }

    private static void v1beta1(PayloadType type, JsonNode schema, String where) {
        // The CRDs have them from an older Kubernetes than the controller.
        if (where.endsWith(".projected.sources")) {
            return;
        }
        if (element(type) != null) {
            v1beta1(Objects.requireNonNull(element(type)), inner(schema), where);
        } else if (type instanceof PayloadType.Structure structure && schema.has("properties")) {
            Set<String> required = new TreeSet<>();
            schema.path("required").forEach(name -> required.add(name.asText()));
            Set<String> fields = new TreeSet<>();
            for (PayloadType.Field field : structure.fields()) {
                fields.add(field.name());
                assertThat(field.always() || !required.contains(field.name()))
                        .as(where + "." + field.name() + " is always written")
                        .isTrue();
                v1beta1(field.type(), schema.path("properties").path(field.name()), where + "." + field.name());
            }
            assertThat(fields).as(where).isEqualTo(names(schema));
        }
    }

    private static void v1(PayloadType type, JsonNode schema, String where) {
        if (element(type) != null) {
            v1(Objects.requireNonNull(element(type)), inner(schema), where);
        } else if (type instanceof PayloadType.Structure structure && schema.has("properties")) {
            Set<String> left = names(schema);
            for (PayloadType.Field field : structure.fields()) {
                JsonNode from = schema;
                for (String step : field.v1()) {
                    from = from.path("properties").path(step);
                    assertThat(from.isMissingNode())
                            .as(where + "." + field.name())
                            .isFalse();
                }
                if (!field.v1().isEmpty()) {
                    left.remove(field.v1().get(0));
                    v1(field.type(), from, where + "." + field.name());
                }
            }
            left.removeIf(name -> LOST.contains(name)
                    || LOST_THERE.matcher(where + "." + name).matches());
            assertThat(left).as(where).isEmpty();
        }
    }

    private static @org.jspecify.annotations.Nullable PayloadType element(PayloadType type) {
        return type instanceof PayloadType.Sequence sequence
                ? sequence.element()
                : type instanceof PayloadType.Mapping mapping ? mapping.element() : null;
    }

    private static JsonNode inner(JsonNode schema) {
        return schema.has("items") ? schema.path("items") : schema.path("additionalProperties");
    }

    private static Set<String> names(JsonNode schema) {
        Set<String> names = new TreeSet<>();
        schema.path("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static PayloadType type(RunKind kind) {
        return Objects.requireNonNull(TABLE.get(kind.kind()));
    }

    private static JsonNode schema(RunKind kind, String version) throws IOException {
        String file = "/crds/300-" + kind.lower() + ".yaml";
        for (JsonNode each : new YAMLMapper()
                .readTree(PayloadTypesTest.class.getResource(file))
                .at("/spec/versions")) {
            if (each.path("name").asText().equals(version)) {
                return each.at("/schema/openAPIV3Schema");
            }
        }
        throw new AssertionError(file + " has no version " + version);
    }
}
