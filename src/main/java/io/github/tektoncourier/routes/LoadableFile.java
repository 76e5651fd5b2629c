package io.github.tektoncourier.routes;

import io.github.tektoncourier.routes.check.file.RouteFile;
import java.util.Map;
import org.apache.camel.spi.Registry;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;

/**
 * A sink file as Camel gets it: what a Kamelet of the courier is given is a reference, and the values stand beside it.
 *
 * @param content YAML
 * @param values by the name that the references have in the registry
 */
record LoadableFile(String content, Map<String, ParameterValue> values) {

    /** What Camel loads. */
    Resource resource(RouteFile file) {
        // Camel takes all behind a name's first dot for its type.
        String plain = file.name().replaceAll(".*[/\\\\]|\\.camel\\.yaml$", "").replace('.', '-');
        return ResourceHelper.fromString(plain + ".camel.yaml", content);
    }

    /** Makes the values known to a context. */
    void bind(Registry registry) {
        values.forEach(registry::bind);
    }

    /** Takes them out again. */
    void unbind(Registry registry) {
        values.keySet().forEach(registry::unbind);
    }
}
