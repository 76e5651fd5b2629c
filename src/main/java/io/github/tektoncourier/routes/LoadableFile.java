package io.github.tektoncourier.routes;

import java.util.Map;
import org.apache.camel.spi.Registry;

/**
 * A sink file as Camel gets it: what a Kamelet of the courier is given is a reference, and the values stand beside it.
 *
 * @param content YAML
 * @param values by the name that the references have in the registry
 */
record LoadableFile(String content, Map<String, ParameterValue> values) {

    /** Makes the values known to a context. */
    void bind(Registry registry) {
        values.forEach(registry::bind);
    }

    /** Takes them out again. */
    void unbind(Registry registry) {
        values.keySet().forEach(registry::unbind);
    }
}
