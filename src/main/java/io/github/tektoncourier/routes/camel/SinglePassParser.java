package io.github.tektoncourier.routes.camel;

import io.github.tektoncourier.routes.check.placeholder.PlaceholderText;
import org.apache.camel.CamelContext;
import org.apache.camel.component.properties.DefaultPropertiesParser;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.component.properties.PropertiesLookup;
import org.apache.camel.spi.PropertiesFunction;
import org.jspecify.annotations.Nullable;

/**
 * Fills in placeholders everywhere in a Camel context as the sink Kamelets' parameters are filled in: a setting wins over
 * an environment variable of its name, and a value is data, in which nothing is filled in again. Camel's own parser goes
 * on until no placeholder is left, so a value with two braces in it was another setting's, or refused.
 */
public final class SinglePassParser extends DefaultPropertiesParser {

    private SinglePassParser(PropertiesComponent properties) {
        super(properties);
    }

    /** Must come before any route is added. */
    public static void addTo(CamelContext context) {
        if (context.getPropertiesComponent() instanceof PropertiesComponent properties) {
            properties.setPropertiesParser(new SinglePassParser(properties));
            // not by a service file, which would be read in other applications that have the jar, too
            properties.addPropertiesFunction(new FileFunction());
            properties.setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_FALLBACK);
            properties.setSystemPropertiesMode(PropertiesComponent.SYSTEM_PROPERTIES_MODE_FALLBACK);
        }
    }

    @Override
    public @Nullable String parseUri(
            String text, PropertiesLookup lookup, boolean defaults, boolean keepUnresolved, boolean nested) {
        String filled = PlaceholderText.filled(text, key -> value(key, lookup, defaults, keepUnresolved));
        return filled == null ? null : escaped(filled);
    }

    private @Nullable String value(String key, PropertiesLookup lookup, boolean defaults, boolean keepUnresolved) {
        if (key.startsWith("!")) {
            String value = value(key.substring(1), lookup, defaults, keepUnresolved);
            return "true".equalsIgnoreCase(value) ? "false" : "false".equalsIgnoreCase(value) ? "true" : value;
        }
        return key.contains("{{") || key.contains("}}")
                ? withBraces(key, lookup)
                : super.parseUri("{{" + key + "}}", lookup, defaults, keepUnresolved, false);
    }

    /** Camel would look for placeholders in a default that another placeholder brought. */
    private @Nullable String withBraces(String key, PropertiesLookup lookup) {
        int colon = key.indexOf(':');
        String name = key.substring(key.startsWith("?") ? 1 : 0, Math.max(colon, 1));
        if (colon < 0 || name.contains("{{") || name.contains("}}")) {
            throw new IllegalArgumentException("The key of a placeholder has braces in it. Take them out.");
        }
        PropertiesFunction function = getPropertiesComponent().getPropertiesFunction(name);
        if (function != null) {
            return function.apply(key.substring(colon + 1));
        }
        String value = super.parseUri("{{?" + name + "}}", lookup, true, false, false);
        return value == null ? key.substring(colon + 1) : value;
    }

    /** As PropertiesComponent.unescape (Camel 4.18) gives it back: it takes a backslash for an escape, or loses it at the end. */
    private static String escaped(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder escaped = new StringBuilder(text.length() + 4);
        int end = text.indexOf('\\', text.length() - 2);
        for (int i = 0; i < text.length(); i++) {
            boolean braces = text.startsWith("{{", i + 1) || text.startsWith("}}", i + 1);
            if (text.charAt(i) == '\\' && (braces || i == end)) {
                escaped.append('\\');
            }
            escaped.append(text.charAt(i));
        }
        return escaped.toString();
    }
}
