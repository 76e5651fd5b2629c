package io.github.tektoncourier.watch.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The versions in which the API server has a resource, when the version that is read is not there (Kubernetes'
 * discovery).
 */
final class ServedVersions {
    private static final ObjectMapper JSON = new JsonMapper();
    private static final int MOST = 5;

    private static final long KEPT = Duration.ofMinutes(1).toNanos();

    private record Found(List<String> versions, long at) {}

    private final ApiServer api;
    private final Map<String, Found> found = new ConcurrentHashMap<>();

    ServedVersions(ApiServer api) {
        this.api = api;
    }

    /** The versions; empty when there are none or discovery fails. Asks at most once a minute. */
    List<String> of(Resource resource) throws InterruptedException {
        Found known = found.get(resource.plural());
        if (known != null && System.nanoTime() - known.at() < KEPT) {
            return known.versions();
        }
        List<String> versions = ask(resource);
        found.put(resource.plural(), new Found(versions, System.nanoTime()));
        return versions;
    }

    private List<String> ask(Resource resource) throws InterruptedException {
        ErrorAnswer errorAnswer = new ErrorAnswer(resource, "get");
        List<String> versions = new ArrayList<>();
        try {
            JsonNode group = read(api.get("apis/" + resource.apiGroup(), errorAnswer));
            for (JsonNode version : group.path("versions")) {
                String name = version.path("version").asText();
                boolean other = name.matches("v[0-9a-z]{1,20}") && !name.equals(resource.version());
                if (other && versions.size() < MOST && serves(resource, name, errorAnswer)) {
                    versions.add(name);
                }
            }
        } catch (ApiException | IOException e) {
            return versions;
        }
        return versions;
    }

    private boolean serves(Resource resource, String version, ErrorAnswer errorAnswer)
            throws ApiException, InterruptedException, IOException {
        for (JsonNode served : read(api.get("apis/" + resource.apiGroup() + "/" + version, errorAnswer))
                .path("resources")) {
            if (served.path("name").asText().equals(resource.plural())) {
                return true;
            }
        }
        return false;
    }

    private static JsonNode read(byte[] json) throws IOException {
        return JSON.readTree(json);
    }
}
