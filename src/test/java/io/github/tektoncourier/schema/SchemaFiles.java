package io.github.tektoncourier.schema;

import java.util.Map;
import java.util.TreeMap;

/** Every file under docs/schemas, by its path there. */
final class SchemaFiles {

    private SchemaFiles() {}

    static Map<String, String> all() {
        Map<String, String> files = new TreeMap<>();
        files.put("cloudevent.json", Pretty.text(AttributeSchemas.ours()));
        files.put("tektonv1/cloudevent.json", Pretty.text(AttributeSchemas.tektonV1()));
        files.put("cdevents/cloudevent.json", Pretty.text(CdEventSchemas.cloudEvent()));
        for (EventType type : EventType.all()) {
            files.put(type.type() + ".json", Pretty.text(DataSchemas.ours(type)));
            if (type.byTekton()) {
                files.put("tektonv1/" + type.type() + ".json", Pretty.text(DataSchemas.tektonV1(type)));
            }
        }
        for (String name : CdEventSchemas.names()) {
            files.put("cdevents/" + CdEventSchemas.type(name) + ".json", Pretty.text(CdEventSchemas.data(name)));
        }
        return files;
    }
}
