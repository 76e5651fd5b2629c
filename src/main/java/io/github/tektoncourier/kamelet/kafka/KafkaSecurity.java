package io.github.tektoncourier.kamelet.kafka;

import io.github.tektoncourier.kamelet.PipeText;
import io.github.tektoncourier.kamelet.SecretParameters;
import io.github.tektoncourier.kamelet.tls.PemText;
import io.github.tektoncourier.kamelet.tls.TlsStores;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.camel.component.kafka.KafkaClientFactory;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.jspecify.annotations.Nullable;

/**
 * Login and TLS of a Kafka sink: adds them to the settings of its producer, which the context's own factory then makes. So
 * no credential is an option of a Camel endpoint.
 */
public final class KafkaSecurity implements KafkaClientFactory, CamelContextAware {

    private static final String PLAIN = "PLAIN";
    private static final List<String> PROTOCOLS = List.of("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL");
    private static final List<String> MECHANISMS = List.of(PLAIN, "SCRAM-SHA-256", "SCRAM-SHA-512");
    private static final String PEM = "PEM";

    private @Nullable CamelContext camelContext;
    private String protocol = "";
    private String mechanism = "";
    private String username = "";
    private String password = "";
    private String keyStore = "";
    private String keyStorePassword = "";
    private String trustStore = "";
    private String trustStorePassword = "";

    @Override
    public @Nullable CamelContext getCamelContext() {
        return camelContext;
    }

    @Override
    public void setCamelContext(@Nullable CamelContext camelContext) {
        this.camelContext = camelContext;
        SecretParameters.maskIn(camelContext);
        if (camelContext != null) {
            give(camelContext.getComponent("kafka", KafkaComponent.class), camelContext);
        }
    }

    /** Endpoints of Camel's own component keep the context's factory, however many sinks have one of this class. */
    private static void give(KafkaComponent component, CamelContext context) {
        KafkaClientFactory now = component.getKafkaClientFactory();
        if (now == null || now instanceof KafkaSecurity) {
            component.setKafkaClientFactory(bound(context).orElse(null));
        }
    }

    public void setSecurityProtocol(@Nullable String protocol) {
        this.protocol = text(protocol).strip();
    }

    public void setSaslMechanism(@Nullable String mechanism) {
        this.mechanism = text(mechanism).strip();
    }

    public void setUsername(@Nullable String username) {
        this.username = text(username);
    }

    public void setPassword(@Nullable String password) {
        this.password = text(password);
    }

    /** As {@link TlsStores} takes it. */
    public void setKeyStore(@Nullable String files) {
        this.keyStore = text(files);
    }

    public void setKeyStorePassword(@Nullable String password) {
        this.keyStorePassword = text(password);
    }

    /** As {@link TlsStores} takes it. */
    public void setTrustStore(@Nullable String files) {
        this.trustStore = text(files);
    }

    public void setTrustStorePassword(@Nullable String password) {
        this.trustStorePassword = text(password);
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    /**
     * Checks that what is set goes together, and that files are there.
     *
     * @throws IllegalArgumentException names the parameter and says what is wrong
     */
    public void check() {
        checkWords();
        if (!(factory() instanceof RecordingKafkaClients)) {
            tls().check();
        }
    }

    private void checkWords() {
        one("securityProtocol", protocol, PROTOCOLS);
        one("saslMechanism", mechanism, MECHANISMS);
        boolean login = !username.isBlank() || !password.isBlank();
        if (sasl() && (username.isBlank() || password.isBlank())) {
            throw new IllegalArgumentException(
                    "securityProtocol " + protocol + " needs username and password. Add them beside it");
        } else if (!sasl() && (login || !mechanism.isEmpty())) {
            throw new IllegalArgumentException((login ? "username and password" : "saslMechanism and its like")
                    + " need a login of Kafka. Write securityProtocol: SASL_SSL, or SASL_PLAINTEXT");
        } else if (!ssl() && !(keyStore.isBlank() && trustStore.isBlank())) {
            throw new IllegalArgumentException((keyStore.isBlank() ? "trustStore" : "keyStore")
                    + " needs TLS. Write securityProtocol: SSL, or SASL_SSL");
        }
    }

    private static void one(String name, String value, List<String> known) {
        if (!value.isEmpty() && !known.contains(value)) {
            throw new IllegalArgumentException(
                    name + " must be one of " + String.join(", ", known) + ", got: '" + value + "'");
        }
    }

    private boolean sasl() {
        return protocol.startsWith("SASL_");
    }

    private boolean ssl() {
        return protocol.endsWith("SSL");
    }

    private TlsStores tls() {
        return TlsStores.of(
                PipeText.of(camelContext, keyStore),
                PipeText.of(camelContext, keyStorePassword),
                PipeText.of(camelContext, trustStore),
                PipeText.of(camelContext, trustStorePassword));
    }

    /**
     * A producer with login and TLS.
     *
     * @throws IllegalArgumentException where what is set does not go together
     */
    @Override
    public Producer<Object, Object> getProducer(Properties settings) {
        KafkaClientFactory factory = factory();
        checkWords();
        if (!(factory instanceof RecordingKafkaClients)) { // which connects nowhere, and needs no files
            secure(settings);
        }
        @SuppressWarnings("unchecked") // Camel's own raw type
        Producer<Object, Object> producer = factory.getProducer(settings);
        return producer;
    }

    private void secure(Properties settings) {
        if (protocol.isEmpty()) {
            return;
        }
        settings.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, protocol);
        if (sasl()) {
            String used = mechanism.isEmpty() ? PLAIN : mechanism;
            settings.put(SaslConfigs.SASL_MECHANISM, used);
            settings.put(SaslConfigs.SASL_JAAS_CONFIG, login(used));
        }
        if (ssl()) {
            TlsStores tls = tls();
            tls.keys().ifPresent(store -> {
                settings.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, PEM);
                settings.put(SslConfigs.SSL_KEYSTORE_KEY_CONFIG, PemText.key(store, tls.inside()));
                settings.put(SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG, PemText.chain(store));
            });
            tls.trusted().ifPresent(store -> {
                settings.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, PEM);
                settings.put(SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG, PemText.certificates(store));
            });
        }
    }

    /** As JAAS reads it, where a quote or a backslash would end the value. */
    private String login(String mechanism) {
        String module = mechanism.equals(PLAIN) ? "plain.PlainLoginModule" : "scram.ScramLoginModule";
        return "org.apache.kafka.common.security." + module + " required username="
                + quoted(PipeText.of(camelContext, username)) + " password="
                + quoted(PipeText.of(camelContext, password)) + ";";
    }

    private static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /**
     * The one that is bound beside the sinks' own, which are of the same type: Camel's component takes a bound one only where
     * there is no second, and it would take this one for its own. By name, because a trial binds its recorder over the service's.
     */
    private KafkaClientFactory factory() {
        if (camelContext == null) {
            return new DefaultKafkaClientFactory();
        }
        Optional<KafkaClientFactory> bound = bound(camelContext);
        if (bound.isPresent()) {
            return bound.get();
        }
        KafkaClientFactory own =
                camelContext.getComponent("kafka", KafkaComponent.class).getKafkaClientFactory();
        return own == null || own instanceof KafkaSecurity ? new DefaultKafkaClientFactory() : own;
    }

    private static Optional<KafkaClientFactory> bound(CamelContext context) {
        List<KafkaClientFactory> bound =
                context.getRegistry().findByTypeWithName(KafkaClientFactory.class).values().stream()
                        .filter(factory -> !(factory instanceof KafkaSecurity))
                        .toList();
        return bound.size() == 1 ? Optional.of(bound.get(0)) : Optional.empty();
    }

    @Override
    @SuppressWarnings("rawtypes") // Camel's own raw type
    public Consumer getConsumer(Properties settings) {
        throw new UnsupportedOperationException("A sink consumes nothing");
    }

    @Override
    public String getBrokers(KafkaConfiguration configuration) {
        return factory().getBrokers(configuration);
    }
}
