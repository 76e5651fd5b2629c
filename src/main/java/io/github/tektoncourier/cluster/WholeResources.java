package io.github.tektoncourier.cluster;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lets camel-kubernetes give a custom resource whole. Its operation {@code getCustomResource} answers with nothing but
 * the resource's "additional properties", which by default are {@code spec} and {@code status}: no UID to tell a run
 * from its successor of the same name, no labels. Here all of the object counts as additional.
 */
public final class WholeResources extends StdDeserializer<GenericKubernetesResource> {

    private static final TypeReference<LinkedHashMap<String, Object>> OBJECT = new TypeReference<>() {};

    @JsonDeserialize(using = WholeResources.class)
    private interface Whole {}

    public WholeResources() {
        super(GenericKubernetesResource.class);
    }

    /** For a client that reads resources only; written again they would hold their metadata twice. */
    public static KubernetesSerialization serialization() {
        ObjectMapper mapper = new ObjectMapper();
        mapper.addMixIn(GenericKubernetesResource.class, Whole.class);
        return new KubernetesSerialization(mapper, false);
    }

    @Override
    public GenericKubernetesResource deserialize(JsonParser json, DeserializationContext context) throws IOException {
        Map<String, Object> object = json.getCodec().readValue(json, OBJECT);
        GenericKubernetesResource resource = new GenericKubernetesResource();
        resource.setAdditionalProperties(object);
        return resource;
    }
}
