package io.github.tektoncourier.kamelet;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * A text with {@code {name}} where the exchange variable {@code name} stands when an event passes. A value is only ever
 * one part of the text: what it is made of is checked or encoded, never read as text of the author's.
 */
public final class VariableText {

    private static final Pattern VARIABLE = Pattern.compile("\\{([A-Za-z][A-Za-z0-9_.-]*)}");

    private final String parameter;
    private final List<String> literals = new ArrayList<>();
    private final List<String> names = new ArrayList<>();

    /**
     * Reads a text.
     *
     * @param parameter of the Kamelet, for messages
     */
    public VariableText(String parameter, String text) {
        this.parameter = parameter;
        Matcher variable = VARIABLE.matcher(text);
        int end = 0;
        while (variable.find()) {
            literals.add(text.substring(end, variable.start()));
            names.add(variable.group(1));
            end = variable.end();
        }
        literals.add(text.substring(end));
    }

    /** Whether it is the same for all events. */
    public boolean fixed() {
        return names.isEmpty();
    }

    /** What stands before the first variable. */
    String head() {
        return literals.get(0);
    }

    /** The text with the same value for each variable. */
    public String with(String value) {
        return fill(name -> value);
    }

    /**
     * The text for an event.
     *
     * @param fit makes a value fit, or throws
     * @throws AddressValueException where a variable is missing or cannot stand there
     */
    public String with(Exchange exchange, UnaryOperator<String> fit) {
        return fill(name -> {
            String value = text(exchange.getVariable(name));
            if (value == null || value.isEmpty()) {
                throw new AddressValueException("The " + parameter + " takes the variable " + name + ", which "
                        + (value == null ? "the route has not set to a text" : "is empty")
                        + " for this event. Set it with setVariable before this step, or filter such events.");
            }
            if (value.equals(".") || value.equals("..")) {
                throw new AddressValueException("The " + parameter + " takes the variable " + name
                        + ", and for this event that is '" + value + "', which would be a step in a path.");
            }
            try {
                return fit.apply(value);
            } catch (IllegalArgumentException e) {
                throw new AddressValueException("The " + parameter + " takes the variable " + name
                        + ", and its value for this event " + e.getMessage() + ".");
            }
        });
    }

    private String fill(UnaryOperator<String> value) {
        StringBuilder text = new StringBuilder(literals.get(0));
        for (int i = 0; i < names.size(); i++) {
            text.append(value.apply(names.get(i))).append(literals.get(i + 1));
        }
        return text.toString();
    }

    /** A scalar as text; jsonpath gives a list of one where a filter finds one. */
    private static @Nullable String text(@Nullable Object value) {
        Object single = value instanceof Collection<?> several && several.size() == 1
                ? several.iterator().next()
                : value;
        if (single instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        if (single instanceof JsonNode json && json.isValueNode() && !json.isNull()) {
            return json.asText(); // what jq gives
        }
        boolean scalar = single instanceof CharSequence || single instanceof Number || single instanceof Boolean;
        return scalar ? String.valueOf(single) : null;
    }
}
