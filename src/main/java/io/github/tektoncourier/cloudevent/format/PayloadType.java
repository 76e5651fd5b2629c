package io.github.tektoncourier.cloudevent.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How one type of Tekton's v1beta1 payload is written. A value of a wrong kind, which Tekton could not even read, stays
 * as it is.
 */
sealed interface PayloadType {

    JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** The value as Tekton writes it, or nothing where Tekton leaves an empty one out. */
    @Nullable
    JsonNode of(JsonNode value, boolean fromV1);

    /** What stands for a value that is not there, where a field is always written. */
    default JsonNode empty(boolean fromV1) {
        return NullNode.instance;
    }

    /** Text; what it is rewritten to, if anything, is a normal form. */
    record Text(UnaryOperator<String> form, String whenEmpty) implements PayloadType {
        @Override
        public @Nullable JsonNode of(JsonNode value, boolean fromV1) {
            if (!value.isTextual()) {
                return value;
            }
            return value.textValue().isEmpty() ? null : TextNode.valueOf(form.apply(value.textValue()));
        }

        @Override
        public JsonNode empty(boolean fromV1) {
            return TextNode.valueOf(whenEmpty);
        }
    }

    /** A moment in time: absent is null, never empty. */
    record Time() implements PayloadType {
        @Override
        public @Nullable JsonNode of(JsonNode value, boolean fromV1) {
            return value.isTextual() ? TextNode.valueOf(GoText.time(value.textValue())) : value;
        }
    }

    /** A quantity of resources, which may also be written as a number. */
    record Quantity() implements PayloadType {
        @Override
        public JsonNode of(JsonNode value, boolean fromV1) {
            return value.isTextual() || value.isNumber() ? TextNode.valueOf(GoText.quantity(value.asText())) : value;
        }

        @Override
        public JsonNode empty(boolean fromV1) {
            return TextNode.valueOf("0");
        }
    }

    /** True, or left out. */
    record Flag() implements PayloadType {
        @Override
        public @Nullable JsonNode of(JsonNode value, boolean fromV1) {
            return value.isBoolean() && !value.booleanValue() ? null : value;
        }
    }

    /** A number that is left out if it is 0. */
    record Count() implements PayloadType {
        @Override
        public @Nullable JsonNode of(JsonNode value, boolean fromV1) {
            return value.isNumber() && value.asInt(1) == 0 ? null : value;
        }

        @Override
        public JsonNode empty(boolean fromV1) {
            return IntNode.valueOf(0);
        }
    }

    /** Whatever it is. */
    record Any() implements PayloadType {
        @Override
        public JsonNode of(JsonNode value, boolean fromV1) {
            return value;
        }
    }

    /**
     * A parameter's or result's value: text, a list of text or a map of text, where null is empty text; anything else
     * becomes its JSON as text.
     */
    record Value() implements PayloadType {
        private static final PayloadType ELEMENT = new Text(text -> text, "");
        private static final PayloadType LIST = new Sequence(ELEMENT);
        private static final PayloadType MAP = new Mapping(ELEMENT);

        @Override
        public JsonNode of(JsonNode value, boolean fromV1) {
            if (value.isTextual()) {
                return value;
            }
            if (!value.isContainerNode() || !allText(value)) {
                return TextNode.valueOf(value.toString());
            }
            JsonNode shaped = (value.isArray() ? LIST : MAP).of(value, fromV1);
            return shaped == null ? value : shaped;
        }

        private static boolean allText(JsonNode value) {
            for (JsonNode element : value) {
                if (!element.isTextual() && !element.isNull()) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public JsonNode empty(boolean fromV1) {
            return TextNode.valueOf("");
        }
    }

    /** A list; an empty one is left out. */
    record Sequence(PayloadType element) implements PayloadType {
        @Override
        public @Nullable JsonNode of(JsonNode value, boolean fromV1) {
            if (!value.isArray() || value.isEmpty()) {
                return value.isArray() ? null : value;
            }
            ArrayNode out = JSON.arrayNode(value.size());
            for (JsonNode each : value) {
                JsonNode shaped = each.isNull() ? null : element.of(each, fromV1);
                out.add(shaped == null ? element.empty(fromV1) : shaped);
            }
            return out;
        }
    }

    /** A map; an empty one is left out. */
    record Mapping(PayloadType element) implements PayloadType {
        @Override
        public @Nullable JsonNode of(JsonNode value, boolean fromV1) {
            if (!value.isObject() || value.isEmpty()) {
                return value.isObject() ? null : value;
            }
            ObjectNode out = JSON.objectNode();
            for (Map.Entry<String, JsonNode> each : value.properties()) {
                JsonNode shaped = each.getValue().isNull() ? null : element.of(each.getValue(), fromV1);
                out.set(each.getKey(), shaped == null ? element.empty(fromV1) : shaped);
            }
            return out;
        }
    }

    /**
     * One field of a structure.
     *
     * @param always written even if empty
     * @param filled left out if empty, unlike other structures
     * @param v1 where v1 has it; empty where v1 has no such field
     */
    record Field(String name, boolean always, boolean filled, PayloadType type, List<String> v1, String v1WhenEmpty) {

        @Nullable
        JsonNode of(JsonNode structure, boolean fromV1) {
            JsonNode value = fromV1 ? in(structure) : structure.path(name);
            JsonNode shaped = value.isMissingNode() || value.isNull() ? null : type.of(value, fromV1);
            if (shaped == null && fromV1 && !v1WhenEmpty.isEmpty()) {
                return TextNode.valueOf(v1WhenEmpty);
            }
            if (filled && shaped != null && shaped.isEmpty()) {
                return null;
            }
            return shaped == null && always ? written(value, fromV1) : shaped;
        }

        /** An empty list is not the null of an absent one. */
        private JsonNode written(JsonNode value, boolean fromV1) {
            return value.isArray() ? value : type.empty(fromV1);
        }

        private JsonNode in(JsonNode structure) {
            if (v1.isEmpty()) {
                return JSON.missingNode();
            }
            JsonNode value = structure;
            for (String step : v1) {
                value = value.path(step);
            }
            return value;
        }
    }

    /** Named fields and no others. */
    record Structure(List<Field> fields) implements PayloadType {
        @Override
        public JsonNode of(JsonNode value, boolean fromV1) {
            return value.isObject() ? object(value, fromV1) : value;
        }

        @Override
        public JsonNode empty(boolean fromV1) {
            return object(JSON.objectNode(), fromV1);
        }

        private ObjectNode object(JsonNode value, boolean fromV1) {
            ObjectNode out = JSON.objectNode();
            for (Field field : fields) {
                JsonNode shaped = field.of(value, fromV1);
                if (shaped != null) {
                    out.set(field.name(), shaped);
                }
            }
            return out;
        }
    }
}
