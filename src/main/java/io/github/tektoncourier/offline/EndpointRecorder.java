package io.github.tektoncourier.offline;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.PollingConsumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.EndpointStrategy;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.apache.camel.support.PollingConsumerSupport;
import org.apache.camel.support.service.ServiceHelper;
import org.jspecify.annotations.Nullable;

/**
 * Puts a recorder in the place of every endpoint that would reach outside of the process by itself. Nothing that is not an
 * event of the journal begins a route.
 */
final class EndpointRecorder implements EndpointStrategy {

    /** Have a recorder of their own, or stay inside. */
    private static final Set<String> KEPT =
            Set.of("http", "https", "kafka", "journal", "kamelet", "direct", "bean", "class", "language", "tekton");

    /** What the service's own route asks the trial's cluster for the run of a core Event. */
    private static final Pattern OWN_QUESTION =
            Pattern.compile("kubernetes-custom-resources:(?=.*kubernetesClient=)(?=.*operation=getCustomResource).*");

    private final @Nullable RequestRecorder recorder;
    private final boolean beside;

    /** @param recorder takes what is sent; null to send it, and only keep routes from beginning by themselves */
    EndpointRecorder(@Nullable RequestRecorder recorder) {
        this(recorder, false);
    }

    /** @param beside whether a running service's own routes are in the context, too */
    EndpointRecorder(@Nullable RequestRecorder recorder, boolean beside) {
        this.recorder = recorder;
        this.beside = beside;
    }

    /** Must come before any route is added. */
    void addTo(CamelContext context) {
        context.getCamelContextExtension().registerEndpointCallback(this);
    }

    @Override
    public Endpoint registerEndpoint(String uri, Endpoint endpoint) {
        int colon = uri.indexOf(':');
        String scheme = colon < 0 ? uri : uri.substring(0, colon);
        if (KEPT.contains(scheme)
                || endpoint instanceof Recorded
                || (beside && OWN_QUESTION.matcher(uri).matches())) {
            return endpoint;
        }
        boolean inside = !endpoint.isRemote() && !scheme.equals("log");
        return new Recorded(uri, endpoint, inside ? null : recorder); // a timer stays inside, too, and begins a route
    }

    private static final class Recorded extends DefaultEndpoint {
        private final Endpoint original;

        private final @Nullable RequestRecorder taker;

        private Recorded(String uri, Endpoint original, @Nullable RequestRecorder taker) {
            super(uri, (Component) null);
            this.original = original;
            this.taker = taker;
            setCamelContext(original.getCamelContext());
        }

        @Override
        public boolean isRemote() {
            return original.isRemote();
        }

        @Override
        public boolean isLenientProperties() {
            return original.isLenientProperties();
        }

        @Override
        public Producer createProducer() throws Exception {
            RequestRecorder taking = taker;
            if (taking == null) {
                ServiceHelper.startService(original);
                return original.createProducer();
            }
            return new DefaultProducer(this) {
                @Override
                public void process(Exchange exchange) {
                    taking.add("send", getEndpointUri(), headers(exchange), body(exchange));
                }
            };
        }

        /** Starts and never gives anything. */
        @Override
        public Consumer createConsumer(Processor processor) {
            return new DefaultConsumer(this, processor);
        }

        @Override
        public PollingConsumer createPollingConsumer() throws Exception {
            if (taker == null) {
                return original.createPollingConsumer();
            }
            return new PollingConsumerSupport(this) {
                @Override
                public @Nullable Exchange receive() {
                    return null;
                }

                @Override
                public @Nullable Exchange receive(long timeout) {
                    return null;
                }

                @Override
                public @Nullable Exchange receiveNoWait() {
                    return null;
                }
            };
        }
    }

    private static byte[] body(Exchange exchange) {
        byte[] body = exchange.getMessage().getBody(byte[].class);
        return body != null
                ? body
                : String.valueOf(exchange.getMessage().getBody()).getBytes(StandardCharsets.UTF_8);
    }

    /** Those that a component may look at; the event's own are the same for each. */
    private static Map<String, List<String>> headers(Exchange exchange) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        exchange.getMessage().getHeaders().forEach((name, value) -> {
            if (!name.startsWith("CamelCloudEvent") && value != null) {
                headers.put(name, List.of(String.valueOf(value)));
            }
        });
        return headers;
    }
}
