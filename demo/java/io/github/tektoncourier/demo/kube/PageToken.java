package io.github.tektoncourier.demo.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.demo.Json;
import io.github.tektoncourier.demo.MalformedJsonException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Where the next page of a list goes on.
 *
 * @param revision the moment all pages show, or -1 for "whatever is there now"
 * @param after key of the last object already given
 */
record PageToken(long revision, String after) {

    String encoded() {
        byte[] json = Json.bytes(
                Json.object().put("v", "meta.k8s.io/v1").put("rv", revision).put("start", after));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json);
    }

    static PageToken of(String text) {
        try {
            ObjectNode json = Json.parse(new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8));
            if (json.path("v").asText().equals("meta.k8s.io/v1")) {
                return new PageToken(
                        json.path("rv").asLong(), json.path("start").asText());
            }
        } catch (IllegalArgumentException | MalformedJsonException e) {
            throw invalid();
        }
        throw invalid();
    }

    private static ApiError invalid() {
        return ApiError.badRequest("continue key is not valid: this token did not come from this server");
    }
}
