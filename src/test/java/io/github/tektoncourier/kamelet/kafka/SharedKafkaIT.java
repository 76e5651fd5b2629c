package io.github.tektoncourier.kamelet.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.tektoncourier.kamelet.Events;
import io.github.tektoncourier.kamelet.SinkTestSupport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.security.plain.PlainAuthenticateCallback;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Kafka endpoints that share a producer, against a broker that wants a login. */
@Timeout(180)
class SharedKafkaIT extends SinkTestSupport {

    private static KafkaClusterTestKit kafka;

    private final SharedKafkaClients clients = new SharedKafkaClients(96L * 1024 * 1024);

    /** Users that the broker knows; {@code late} comes when a test says so. */
    public static final class Users implements AuthenticateCallbackHandler {
        static volatile boolean lateIsThere;

        @Override
        public void configure(Map<String, ?> settings, String mechanism, List<AppConfigurationEntry> entries) {}

        @Override
        public void handle(Callback[] callbacks) {
            String user = "";
            for (Callback callback : callbacks) {
                if (callback instanceof NameCallback name) {
                    user = String.valueOf(name.getDefaultName());
                } else if (callback instanceof PlainAuthenticateCallback plain) {
                    plain.authenticated(!user.equals("late") || lateIsThere);
                }
            }
        }

        @Override
        public void close() {}
    }

    @BeforeAll
    static void startBroker() throws Exception {
        kafka = new KafkaClusterTestKit.Builder(new TestKitNodes.Builder()
                        .setCombined(true)
                        .setNumBrokerNodes(1)
                        .setNumControllerNodes(1)
                        .setBrokerSecurityProtocol(SecurityProtocol.SASL_PLAINTEXT)
                        .build())
                .setConfigProp("offsets.topic.replication.factor", "1")
                .setConfigProp("connections.max.idle.ms", "1500")
                .setConfigProp("super.users", "User:ANONYMOUS;User:plain-admin;User:late;User:user;User:other")
                .setConfigProp("listener.name.external.plain.sasl.server.callback.handler.class", Users.class.getName())
                .build();
        kafka.format();
        kafka.startup();
        kafka.waitForReadyBrokers();
    }

    @AfterAll
    static void stopBroker() throws Exception {
        kafka.close();
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        context.getRegistry().bind("kafkaClients", clients);
        return context;
    }

    @Test
    void a_login_that_was_refused_works_as_soon_as_the_user_is_there() throws Exception {
        Users.lateIsThere = false;
        load(route("under-test", "in", "login", "late"));

        Exchange refused = send();
        Exchange again = send();
        Users.lateIsThere = true;
        Exchange taken = send();
        for (int n = 0; n < 5 && taken.getException() != null; n++) {
            taken = send();
        }

        assertThat(refused.getException()).isInstanceOf(AuthenticationException.class);
        assertThat(again.getException())
                .isInstanceOf(AuthenticationException.class)
                .message()
                .doesNotContain("Expiring")
                .doesNotContain("secret-of-late");
        assertThat(taken.getException()).isNull();
    }

    @Test
    void a_login_that_is_refused_later_is_told_as_such_and_works_again_when_it_is_back() throws Exception {
        Users.lateIsThere = true;
        load(route("under-test", "in", "revoked", "late"));
        assertThat(send().getException()).isNull();

        Users.lateIsThere = false;
        AtomicReference<Exception> refused = new AtomicReference<>();
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofSeconds(3))
                .until(() -> {
                    refused.set(
                            send().getException()); // until the broker has closed the connection of the login before
                    return refused.get() != null;
                });
        Users.lateIsThere = true;
        Exchange taken = send();
        for (int n = 0; n < 5 && taken.getException() != null; n++) {
            taken = send();
        }

        assertThat(refused.get()).isInstanceOf(AuthenticationException.class);
        assertThat(taken.getException()).isNull();
    }

    @Test
    void endpoints_with_the_same_settings_share_a_producer_until_the_last_of_them_ends() throws Exception {
        load(route("one", "in", "first", "user")
                + route("two", "in-2", "second", "user")
                + route("three", "in-3", "third", "other"));
        assertThat(send().getException()).isNull();
        assertThat(send("direct:in-2").getException()).isNull();
        assertThat(send("direct:in-3").getException()).isNull();
        assertThat(clients.size()).isEqualTo(2);

        context.getRouteController().stopRoute("one");
        context.removeRoute("one");

        assertThat(send("direct:in-2").getException()).isNull();
        context.stop();
        assertThat(clients.size()).isZero();
    }

    @Test
    void a_broker_that_wants_a_login_is_told_from_one_that_is_away() throws Exception {
        load(plain("under-test", "in", kafka.bootstrapServers()) + plain("away", "in-2", "127.0.0.1:1"));

        Exchange mismatch = send();
        Exchange away = send("direct:in-2");

        assertThat(mismatch.getException())
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("may want TLS or a login");
        assertThat(away.getException())
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("No broker of 127.0.0.1:1 can be reached");
    }

    private Exchange send(String endpoint) {
        return send(endpoint, Events.headers(), Events.data());
    }

    private static String route(String id, String from, String topic, String user) {
        return plain(id, from, kafka.bootstrapServers())
                .replace("kafka:plain", "kafka:" + topic)
                .replace(
                        "maxBlockMs: 3000",
                        """
                        maxBlockMs: 3000
                                      securityProtocol: SASL_PLAINTEXT
                                      saslMechanism: PLAIN
                                      saslJaasConfig: 'org.apache.kafka.common.security.plain.PlainLoginModule required username="%1$s" password="secret-of-%1$s";'
                        """
                                .formatted(user)
                                .strip());
    }

    private static String plain(String id, String from, String brokers) {
        return """
                - route:
                    id: %s
                    errorHandler: { noErrorHandler: {} }
                    from:
                      uri: direct:%s
                      steps:
                        - to:
                            uri: kafka:plain
                            parameters:
                              brokers: "%s"
                              valueSerializer: org.apache.kafka.common.serialization.ByteArraySerializer
                              useIterator: false
                              lazyStartProducer: true
                              requestTimeoutMs: 3000
                              deliveryTimeoutMs: 4000
                              maxBlockMs: 3000
                """
                .formatted(id, from, brokers);
    }
}
