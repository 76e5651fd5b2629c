package io.github.tektoncourier.kamelet.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.journal.Verdict;
import io.github.tektoncourier.journal.delivery.Classification;
import io.github.tektoncourier.kamelet.SinkTestSupport;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each way of logging in, at a real broker. */
class KafkaSecurityIT extends SinkTestSupport {

    private static final String TLS = "src/test/resources/tls/";
    private static SecuredBroker broker;

    @BeforeAll
    static void startBroker(@TempDir Path folder) throws Exception {
        broker = new SecuredBroker(folder);
    }

    @AfterAll
    static void stopBroker() throws Exception {
        broker.close();
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        context.getRegistry().bind("kafkaClients", new SharedKafkaClients(256L * 1024 * 1024));
        return context;
    }

    private Exchange sent(Map<String, String> parameters) throws Exception {
        Map<String, String> all = new TreeMap<>(parameters);
        all.put("topic", "secured");
        all.replaceAll((name, value) -> value.replace("\\", "\\\\").replace("\"", "\\\""));
        if (all.containsKey("password")) {
            all.put("password", "RAW(" + all.get("password") + ")");
        }
        loadSink("cloudevents-kafka-sink", all);
        return send();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "SCRAM-SHA-512"})
    void a_login_over_tls_with_an_own_ca_delivers(String mechanism) throws Exception {
        assertThat(sent(Map.of(
                                "bootstrapServers",
                                broker.saslSsl(),
                                "securityProtocol",
                                "SASL_SSL",
                                "saslMechanism",
                                mechanism,
                                "username",
                                SecuredBroker.USER,
                                "password",
                                SecuredBroker.PASSWORD,
                                "trustStore",
                                TLS + "ca.crt"))
                        .getException())
                .isNull();
    }

    @Test
    void a_login_without_tls_delivers() throws Exception {
        assertThat(sent(Map.of(
                                "bootstrapServers",
                                broker.saslPlain(),
                                "securityProtocol",
                                "SASL_PLAINTEXT",
                                "saslMechanism",
                                "SCRAM-SHA-512",
                                "username",
                                SecuredBroker.USER,
                                "password",
                                SecuredBroker.PASSWORD))
                        .getException())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"client.crt,client-pkcs1.key", "client.p12"})
    void a_client_certificate_delivers(String files) throws Exception {
        Map<String, String> parameters = new TreeMap<>(Map.of(
                "bootstrapServers",
                broker.mutual(),
                "securityProtocol",
                "SSL",
                "keyStore",
                TLS + files.replace(",", "," + TLS),
                "trustStore",
                TLS + "ca.p12",
                "trustStorePassword",
                "opensesame"));
        if (files.endsWith(".p12")) {
            parameters.put("keyStorePassword", "opensesame");
        }

        assertThat(sent(parameters).getException()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "SCRAM-SHA-512"})
    void a_wrong_password_is_the_brokers_word_and_tried_again(String mechanism) throws Exception {
        Exchange refused = sent(Map.of(
                "bootstrapServers",
                broker.saslPlain(),
                "securityProtocol",
                "SASL_PLAINTEXT",
                "saslMechanism",
                mechanism,
                "username",
                SecuredBroker.USER,
                "password",
                "revoked-since"));

        Verdict verdict = verdict(refused);
        assertThat(verdict.answer()).contains("SaslAuthenticationException").doesNotContain("revoked-since");
        assertThat(verdict.forGood()).isFalse();
    }

    @Test
    void a_broker_that_wants_a_certificate_and_gets_none_is_tried_again() throws Exception {
        Exchange refused = sent(
                Map.of("bootstrapServers", broker.mutual(), "securityProtocol", "SSL", "trustStore", TLS + "ca.crt"));

        assertThat(verdict(refused).forGood()).isFalse();
    }

    private static Verdict verdict(Exchange refused) {
        return new Classification(Clock.systemUTC()).of(Objects.requireNonNull(refused.getException()));
    }
}
