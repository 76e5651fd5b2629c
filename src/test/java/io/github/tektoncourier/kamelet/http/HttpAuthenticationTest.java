package io.github.tektoncourier.kamelet.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.github.tektoncourier.kamelet.Events;
import io.github.tektoncourier.kamelet.Receiver;
import io.github.tektoncourier.kamelet.SinkTestSupport;
import io.github.tektoncourier.kamelet.tls.TlsStores;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a receiver sees of the sender, at real servers. */
class HttpAuthenticationTest extends SinkTestSupport {

    private static final String OLD = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String NEW = "whsec_" + Base64.getEncoder().encodeToString(new byte[32]);
    private static final Instant NOW = Instant.parse("2026-01-05T10:00:00Z");
    private static final String TLS = "src/test/resources/tls/";

    private final Receiver receiver = new Receiver();
    private final Receiver authority = new Receiver().anything();

    @AfterEach
    void closeServers() {
        receiver.close();
        authority.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cloudevents-http-sink", "http-json-sink"})
    void requests_are_signed_by_each_secret_under_the_events_id(String kamelet) throws Exception {
        context.getRegistry().bind("clock", Clock.class, Clock.fixed(NOW, ZoneOffset.UTC));
        receiver.anything();
        loadSink(kamelet, Map.of("url", receiver.url("/in"), "signingSecret", NEW + " " + OLD));

        assertThat(send().getException()).isNull();

        Receiver.Request request = receiver.requests.get(0);
        assertThat(request.header("webhook-id")).isEqualTo(Events.ID);
        assertThat(request.header("webhook-timestamp")).isEqualTo("1767607200");
        assertThat(request.header("webhook-signature"))
                .isEqualTo("v1," + hmac(NEW, request) + " v1," + hmac(OLD, request));
    }

    private static String hmac(String secret, Receiver.Request request) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring(6)), "HmacSHA256"));
        mac.update((request.header("webhook-id") + "." + request.header("webhook-timestamp") + ".").getBytes(UTF_8));
        return Base64.getEncoder().encodeToString(mac.doFinal(request.body()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    oops                                                 | does not begin with whsec_
                    whsec_$$$                                            | something else than Base64
                    whsec_c2hvcnQ=                                       | must be 24 to 64 bytes
                    whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw a b           | does not begin with whsec_
                    """)
    void a_secret_of_another_form_is_refused_without_showing_it(String secret, String words) {
        assertThatThrownBy(() -> WebhookSignature.of(secret, Clock.systemUTC()))
                .hasMessageContaining("signingSecret")
                .hasMessageContaining(words)
                .hasMessageNotContaining(secret);
    }

    @Test
    void a_token_of_the_authority_goes_with_each_request_and_is_asked_for_once() throws Exception {
        authority.answer(200, Map.of(), "{\"access_token\":\"t-1\",\"token_type\":\"Bearer\",\"expires_in\":300}");
        loadSink("cloudevents-http-sink", oauth2());

        assertThat(send().getException()).isNull();
        assertThat(send().getException()).isNull();

        assertThat(receiver.requests)
                .extracting(one -> one.header("Authorization"))
                .containsOnly("Bearer t-1");
        assertThat(authority.requests).singleElement().satisfies(one -> {
            assertThat(one.target()).isEqualTo("/token");
            assertThat(new String(one.body(), UTF_8)).isEqualTo("grant_type=client_credentials&scope=events%3Awrite");
            assertThat(one.header("Authorization"))
                    .isEqualTo("Basic " + Base64.getEncoder().encodeToString("courier:s%26cret".getBytes(UTF_8)));
        });
    }

    @Test
    void a_401_of_the_receiver_fails_the_attempt_and_the_next_has_a_new_token() throws Exception {
        authority
                .answer(200, Map.of(), "{\"access_token\":\"t-1\"}")
                .answer(200, Map.of(), "{\"access_token\":\"t-2\"}");
        receiver.answer(401, Map.of(), "revoked");
        loadSink("cloudevents-http-sink", oauth2());

        Exchange first = send();
        Exchange second = send();

        assertThat(first.getException(HttpOperationFailedException.class).getStatusCode())
                .isEqualTo(401);
        assertThat(second.getException()).isNull();
        assertThat(receiver.requests)
                .extracting(one -> one.header("Authorization"))
                .containsExactly("Bearer t-1", "Bearer t-2");
    }

    @Test
    void an_authority_that_wants_the_secret_in_the_form_gets_it_there() throws Exception {
        authority
                .answer(401, Map.of(), "{\"error\":\"invalid_client\"}")
                .answer(200, Map.of(), "{\"access_token\":\"t-1\",\"expires_in\":\"300\"}");
        loadSink("cloudevents-http-sink", oauth2());

        assertThat(send().getException()).isNull();

        assertThat(new String(authority.requests.get(1).body(), UTF_8))
                .isEqualTo(
                        "grant_type=client_credentials&scope=events%3Awrite&client_id=courier&client_secret=s%26cret");
        assertThat(authority.requests.get(1).header("Authorization")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    401 | {"error":"invalid_client","error_description":"secret expired\\n2026"} | HTTP 401 invalid_client (secret expired 2026). Check oauth2ClientId
                    400 | {"error":"invalid_scope"}                                            | invalid_scope. Check oauth2Scope
                    400 | {"error":"unauthorized_client"}                                      | Allow this client the grant client_credentials
                    503 | <html>away</html>                                                    | gives no token: HTTP 503
                    200 | <html>login</html>                                                   | without a bearer token. Check whether oauth2TokenUrl
                    200 | {"access_token":"a b"}                                               | without a bearer token
                    200 | {"access_token":"abc","token_type":"mac"}                            | without a bearer token
                    """)
    void a_refusal_has_the_authoritys_word_and_nothing_goes_out(int status, String answer, String words)
            throws Exception {
        authority.answer(status, Map.of("Retry-After", "7"), answer).answer(status, Map.of(), answer);
        loadSink("cloudevents-http-sink", oauth2());

        Exchange sent = send();

        assertThat(sent.getException(TokenRefusedException.class))
                .hasMessageContaining(words)
                .hasMessageContaining("The authority http://localhost:")
                .hasMessageNotContaining("/token?")
                .satisfies(refusal ->
                        assertThat(((TokenRefusedException) refusal).forGood()).isFalse());
        assertThat(receiver.requests).isEmpty();
    }

    private Map<String, String> oauth2() {
        Map<String, String> parameters = new HashMap<>();
        parameters.put("url", receiver.url("/in"));
        parameters.put("oauth2TokenUrl", authority.url("/token"));
        parameters.put("oauth2ClientId", "courier");
        parameters.put("oauth2ClientSecret", "RAW(s&cret)");
        parameters.put("oauth2Scope", "events:write");
        return parameters;
    }

    @Test
    void a_receiver_with_an_own_ca_sees_the_client_certificate() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        HttpsServer server = mutual(seen);
        try {
            String url = "https://localhost:" + server.getAddress().getPort() + "/in";
            loadSink(
                    "cloudevents-http-sink",
                    Map.of(
                            "url", url,
                            "keyStore", TLS + "client.crt," + TLS + "client.key",
                            "trustStore", TLS + "ca.crt"));
            loadSink("stranger", "cloudevents-http-sink", Map.of("url", url, "trustStore", TLS + "ca.crt"));
            loadSink("untrusting", "cloudevents-http-sink", Map.of("url", url));

            assertThat(send().getException()).isNull();
            assertThat(send("direct:stranger", Events.headers(), Events.data()).getException())
                    .isNotNull();
            assertThat(send("direct:untrusting", Events.headers(), Events.data())
                            .getException())
                    .hasMessageContaining("PKIX");

            assertThat(seen).containsExactly("CN=courier");
        } finally {
            server.stop(0);
        }
    }

    private static HttpsServer mutual(List<String> seen) throws Exception {
        TlsStores stores = new TlsStores(TLS + "server.p12", "opensesame", TLS + "ca.crt", "");
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(stores.context()) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters tls = getSSLContext().getDefaultSSLParameters();
                tls.setNeedClientAuth(true);
                parameters.setSSLParameters(tls);
            }
        });
        server.createContext("/", http -> {
            try (http) {
                byte[] unused = http.getRequestBody().readAllBytes();
                seen.add(((com.sun.net.httpserver.HttpsExchange) http)
                        .getSSLSession()
                        .getPeerPrincipal()
                        .getName());
                http.sendResponseHeaders(204, -1);
            } catch (SSLPeerUnverifiedException e) {
                seen.add("none");
            }
        });
        server.start();
        return server;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    oauth2ClientId  | courier  | oauth2TokenUrl, oauth2ClientId and oauth2ClientSecret go together
                    oauth2Scope     | events   | oauth2TokenUrl, oauth2ClientId and oauth2ClientSecret go together
                    keyStorePassword | secret-1 | keyStorePassword goes together with keyStore
                    keyStore        | gone.crt | keyStore: the file gone.crt is not there
                    signingSecret   | secret-1 | signingSecret does not begin with whsec_
                    """)
    void a_route_with_half_a_credential_does_not_start(String name, String value, String words) {
        assertThatThrownBy(() -> loadSink("cloudevents-http-sink", Map.of("url", receiver.url("/"), name, value)))
                .rootCause()
                .hasMessageContaining(words)
                .hasMessageNotContaining("secret-1");
    }
}
