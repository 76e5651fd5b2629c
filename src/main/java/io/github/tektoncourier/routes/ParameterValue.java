package io.github.tektoncourier.routes;

import io.github.tektoncourier.kamelet.PipeText;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NoTypeConversionAvailableException;
import org.apache.camel.TypeConversionException;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.support.TypeConverterSupport;
import org.jspecify.annotations.Nullable;

/**
 * What a Kamelet is given as one parameter. Camel only ever handles a reference to it ({@link #reference}), because text
 * in Camel's hands is joined into a URI, taken apart again and filled in once more, and because a URI stands in logs. It
 * becomes text again where a bean or an endpoint is set.
 */
final class ParameterValue {

    private final String name;
    private final String text;
    private final boolean secret;

    /**
     * One value.
     *
     * @param name of the parameter, for messages
     * @param secret whether the value is kept out of them
     */
    ParameterValue(String name, String text, boolean secret) {
        this.name = name;
        this.text = text;
        this.secret = secret;
    }

    /** What stands for the value of this id in Camel's hands: letters, digits, {@code #:-} and nothing else. */
    static String reference(String id) {
        return "#bean:" + id;
    }

    /** Makes a context give the text where it sets an option. */
    static void teach(CamelContext context) {
        context.getRegistry().bind(PipeText.EXACT, true);
        TypeConverterRegistry registry = context.getTypeConverterRegistry();
        if (registry.lookup(String.class, ParameterValue.class) == null) {
            registry.addTypeConverter(String.class, ParameterValue.class, new Converter(context));
            registry.addFallbackTypeConverter(new Converter(context), false);
        }
    }

    String text() {
        return text;
    }

    boolean secret() {
        return secret;
    }

    /** For messages and logs. */
    @Override
    public String toString() {
        return secret ? "***" : text;
    }

    private <T> T as(Class<T> type, CamelContext context) {
        try {
            return context.getTypeConverter().mandatoryConvertTo(type, text.strip());
        } catch (TypeConversionException | NoTypeConversionAvailableException | IllegalArgumentException e) {
            String wanted = type.isEnum() ? "one of its values" : "a number";
            throw new IllegalArgumentException(name + "=" + this + " is not " + wanted + ".");
        }
    }

    /** To text as it is, to anything else by way of the text. */
    private static final class Converter extends TypeConverterSupport {
        private final CamelContext context;

        Converter(CamelContext context) {
            this.context = context;
        }

        @Override
        public <T> @Nullable T convertTo(Class<T> type, @Nullable Exchange exchange, Object value) {
            if (!(value instanceof ParameterValue given) || type.isInstance(value)) {
                return null;
            }
            return type == String.class ? type.cast(given.text) : given.as(type, context);
        }
    }
}
