package io.github.tektoncourier.routes.check.placeholder;

import io.github.tektoncourier.text.LogText;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.camel.spi.PropertiesComponent;
import org.apache.camel.spi.PropertiesFunction;
import org.apache.camel.util.StringHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills in the placeholders of a text of a sink file, exactly once. The grammar is Camel's: <code>{{key}}</code>,
 * <code>{{key:default}}</code>, <code>{{?key}}</code>, <code>{{!key}}</code>, functions such as <code>{{env:NAME}}</code>,
 * one inside another, and <code>\{{</code> for the two characters. What a placeholder brings is data: nothing in it is
 * filled in again, which Camel itself would do.
 *
 * @see <a href="https://camel.apache.org/manual/using-propertyplaceholder.html">Using property placeholder</a>
 */
public final class Placeholders {

    /** Functions that read what others write; the environment never changes. */
    private static final Pattern LIVE = Pattern.compile("[?!]?(secret|configmap|file):.+");

    /** Names of what asks elsewhere than in the settings. */
    public static final Set<String> FUNCTIONS = Set.of("env", "sys", "secret", "configmap", "file");

    private static final Logger LOG = LoggerFactory.getLogger(Placeholders.class);

    private final @Nullable PropertiesComponent properties;
    private final Map<String, String> settings;
    private final Function<String, @Nullable String> environment;

    /**
     * Looks into the settings first, then into the environment, then where Camel looks.
     *
     * @param settings what {@code --set} and {@code --properties} give, over the shipped settings
     * @param environment the value of a key's environment variable, or null
     */
    public Placeholders(
            PropertiesComponent properties,
            Map<String, String> settings,
            Function<String, @Nullable String> environment) {
        this.properties = properties;
        this.settings = settings;
        this.environment = environment;
    }

    private Placeholders(Function<String, @Nullable String> values) {
        this.properties = null;
        this.settings = Map.of();
        this.environment = values;
    }

    /**
     * Looks nowhere else: for a file that may read neither settings nor environment.
     *
     * @param values the value of what stands between the braces, or an IllegalArgumentException that says why there is none
     */
    public static Placeholders only(Function<String, @Nullable String> values) {
        return new Placeholders(values);
    }

    /**
     * The text with every placeholder filled in; empty where the text is one optional placeholder without a value.
     *
     * @throws MissingValueException when a placeholder has no value
     * @throws IllegalArgumentException when a placeholder does not end; names no value
     */
    public Optional<String> fill(String text) {
        return Optional.ofNullable(PlaceholderText.filled(text, this::value));
    }

    /** The placeholders in a text whose values may change while the courier runs, with their braces. */
    public Set<String> live(String text) {
        Set<String> found = new LinkedHashSet<>();
        for (String line : text.split("\n", -1)) {
            try {
                String unused = PlaceholderText.filled(line, expression -> {
                    if (LIVE.matcher(expression).matches()) {
                        found.add("{{" + expression + "}}");
                    }
                    return inner(expression);
                });
            } catch (IllegalArgumentException e) {
                LOG.debug("Braces that are no placeholder; ValueCheck says so where it is a fault", e);
            }
        }
        return found;
    }

    /** The value of what may stand inside of another placeholder. */
    private String inner(String expression) {
        try {
            return LIVE.matcher(expression).matches() ? "" : Objects.requireNonNullElse(value(expression), "");
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private @Nullable String value(String expression) {
        if (properties == null) {
            return environment.apply(expression);
        }
        String key = expression.replaceFirst("\\?nested=(true|false)$", "");
        if (key.startsWith("!")) {
            String value = value(key.substring(1));
            return "true".equalsIgnoreCase(value) ? "false" : "false".equalsIgnoreCase(value) ? "true" : value;
        }
        boolean optional = key.startsWith("?");
        String rest = optional ? key.substring(1) : key;
        String value = found(rest);
        if (value == null && !optional) {
            throw missing(rest);
        }
        return value;
    }

    private @Nullable String found(String key) {
        PropertiesFunction function = function(key);
        if (function != null) {
            return applied(function, StringHelper.after(key, ":"));
        }
        String name = StringHelper.before(key, ":", key);
        String value = lookup(name);
        return value != null ? value : StringHelper.after(key, ":");
    }

    private @Nullable PropertiesFunction function(String key) {
        String name = StringHelper.before(key, ":");
        return name == null || properties == null ? null : properties.getPropertiesFunction(name);
    }

    private @Nullable String applied(PropertiesFunction function, String remainder) {
        boolean optional = remainder.startsWith("?") || function.optional(remainder);
        String argument = function.lookupFirst(remainder) ? value(remainder) : remainder;
        String value = argument == null ? null : read(function, argument);
        return value == null && optional ? "" : value;
    }

    /** What a function asks may be away; that is the one file's trouble, and says nothing of the value. */
    private static @Nullable String read(PropertiesFunction function, String argument) {
        try {
            return function.apply(argument);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "The placeholder {{" + function.getName() + ":" + StringHelper.before(argument, ":", argument)
                            + "}} cannot be read: " + LogText.reason(e) + ".",
                    e);
        }
    }

    private @Nullable String lookup(String key) {
        String value = settings.get(key);
        if (value == null) {
            value = environment.apply(key);
        }
        if (value == null) {
            value = System.getProperty(key);
        }
        if (value == null && properties != null) {
            value = properties.getPropertiesSources().stream()
                    .map(source -> source.getProperty(key))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
        }
        return value != null || properties == null
                ? value
                : properties.loadProperties(key::equals).getProperty(key);
    }

    /** Names the key alone: a default may be anything. */
    private MissingValueException missing(String key) {
        PropertiesFunction function = function(key);
        if (function == null) {
            return new MissingValueException("{{" + key + "}}");
        }
        String argument = StringHelper.after(key, ":");
        return new MissingValueException(
                "{{" + function.getName() + ":" + StringHelper.before(argument, ":", argument) + "}}");
    }

    /** A placeholder without a value, which is a fault only where the route that it stands in is on. */
    public static final class MissingValueException extends IllegalArgumentException {
        private static final long serialVersionUID = 1;
        private final String placeholder;

        MissingValueException(String placeholder) {
            super("The placeholder " + placeholder + " has no value.");
            this.placeholder = placeholder;
        }

        public String placeholder() {
            return placeholder;
        }
    }
}
