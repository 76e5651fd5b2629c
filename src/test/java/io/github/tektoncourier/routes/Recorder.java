package io.github.tektoncourier.routes;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.apache.camel.support.PropertyBindingSupport;

/** Keeps what the beans and endpoints of Kamelets are set to, where {@link TwinKamelets} put it in their place. */
public final class Recorder {

    /** By {@code kamelet/parameter}, the kamelet without dashes, as text. */
    private static final Map<String, Set<String>> SEEN = new TreeMap<>();

    private Recorder() {}

    static void clear() {
        SEEN.clear();
    }

    /** What each parameter was set to. */
    static Map<String, Set<String>> seen() {
        return SEEN;
    }

    /** Takes values as a setter for text would. */
    private static Map<String, Object> sheet(CamelContext context) {
        return new HashMap<>() {
            @Override
            public Object put(String name, Object value) {
                SEEN.computeIfAbsent(name, key -> new TreeSet<>())
                        .add(context.getTypeConverter().convertTo(String.class, value));
                return value;
            }
        };
    }

    /** In the place of a bean. */
    public static final class Bean implements Processor, CamelContextAware {
        private CamelContext context;

        public Map<String, Object> getValues() {
            return sheet(context);
        }

        @Override
        public CamelContext getCamelContext() {
            return context;
        }

        @Override
        public void setCamelContext(CamelContext context) {
            this.context = context;
        }

        @Override
        public void process(Exchange exchange) {
            throw new UnsupportedOperationException("nothing is sent");
        }
    }

    /** In the place of a component, for {@code recorder:kamelet}. */
    public static final class Component extends DefaultComponent {
        @Override
        protected Endpoint createEndpoint(String uri, String kamelet, Map<String, Object> parameters) {
            Map<String, Object> named = new HashMap<>();
            parameters.forEach((name, value) -> named.put(kamelet + "/" + name, value));
            PropertyBindingSupport.bindProperties(getCamelContext(), sheet(getCamelContext()), named);
            parameters.clear();
            return new Silent(uri, this);
        }
    }

    private static final class Silent extends DefaultEndpoint {
        Silent(String uri, Component component) {
            super(uri, component);
        }

        @Override
        public Producer createProducer() {
            return new DefaultProducer(this) {
                @Override
                public void process(Exchange exchange) {
                    throw new UnsupportedOperationException("nothing is sent");
                }
            };
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            return new DefaultConsumer(this, processor);
        }
    }
}
