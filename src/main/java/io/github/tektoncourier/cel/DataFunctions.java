package io.github.tektoncourier.cel;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cel.common.values.NullValue;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Functions that read texts of other formats, with the meaning that they have in Tekton Triggers' CEL interceptor. */
final class DataFunctions {

    private static final int DEEPEST = 200;

    private static final ObjectMapper JSON = JsonMapper.builder(new JsonFactoryBuilder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .build())
            .build();

    private static final LoadSettings YAML = LoadSettings.builder()
            .setMaxAliasesForCollections(20)
            .setAllowRecursiveKeys(false)
            .setAllowDuplicateKeys(false)
            .build();

    private DataFunctions() {}

    static Map<String, Object> parseJson(String text) {
        Effort.spend(text.length());
        JsonNode read;
        try {
            read = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new CelFailedException("parseJSON got a text that is no JSON, or nests too deeply", false);
        }
        if (!read.isObject()) {
            throw new CelFailedException("parseJSON takes an object, and the text is none", false);
        }
        return object(JSON.convertValue(read, Map.class));
    }

    static Map<String, Object> parseYaml(String text) {
        Effort.spend(text.length());
        try {
            if (new Load(YAML).loadFromString(text) instanceof Map<?, ?> map) {
                return object(map);
            }
        } catch (YamlEngineException e) {
            throw new CelFailedException("parseYAML got a text that is no YAML, or has too many aliases", false);
        }
        throw new CelFailedException("parseYAML takes a mapping, and the text is none", false);
    }

    /** Numbers are doubles, keys are texts. */
    static Object value(@Nullable Object read) {
        Effort.spend(Effort.ELEMENT);
        if (read == null) {
            return NullValue.NULL_VALUE;
        }
        if (read instanceof Number number) {
            return number.doubleValue();
        }
        if (read instanceof Map<?, ?> map) {
            return object(map);
        }
        if (read instanceof Collection<?> list) {
            List<Object> values = new ArrayList<>(list.size());
            list.forEach(one -> values.add(value(one)));
            return values;
        }
        return read instanceof Boolean ? read : String.valueOf(read);
    }

    private static Map<String, Object> object(Map<?, ?> map) {
        Map<String, Object> values = new LinkedHashMap<>();
        map.forEach((name, value) -> values.put(String.valueOf(name), value(value)));
        return values;
    }

    static Map<String, Object> parseUrl(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new CelFailedException("parseURL got a text that is no URL", false);
        }
        Map<String, List<String>> query = query(orEmpty(uri.getRawQuery()));
        Map<String, Object> joined = new LinkedHashMap<>();
        query.forEach((name, values) -> joined.put(name, String.join(",", values)));
        String authority = orEmpty(uri.getRawAuthority());
        int at = authority.lastIndexOf('@');
        Map<String, Object> parts = new LinkedHashMap<>();
        parts.put("scheme", orEmpty(uri.getScheme()));
        parts.put("host", authority.substring(at + 1));
        parts.put("path", orEmpty(uri.getPath()));
        parts.put("rawQuery", orEmpty(uri.getRawQuery()));
        parts.put("fragment", orEmpty(uri.getFragment()));
        parts.put("queryStrings", query);
        parts.put("query", joined);
        if (at >= 0) {
            String user = authority.substring(0, at);
            int colon = user.indexOf(':');
            parts.put(
                    "auth",
                    Map.of(
                            "username", decoded(colon < 0 ? user : user.substring(0, colon)),
                            "password", decoded(colon < 0 ? "" : user.substring(colon + 1))));
        }
        return parts;
    }

    private static Map<String, List<String>> query(String raw) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String pair : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            if (!pair.isEmpty()) {
                values.computeIfAbsent(name, one -> new ArrayList<>())
                        .add(equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return values;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new CelFailedException("parseURL got a text with a % that begins no encoded character", false);
        }
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    static String decodeBase64(String text) {
        Effort.spend(text.length());
        try {
            return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new CelFailedException("decodeb64 got a text that is not base64", false);
        }
    }
}
