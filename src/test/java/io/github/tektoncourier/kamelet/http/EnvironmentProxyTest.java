package io.github.tektoncourier.kamelet.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tektoncourier.cluster.Authority;
import io.github.tektoncourier.cluster.TlsFront;
import io.github.tektoncourier.kamelet.Events;
import io.github.tektoncourier.kamelet.Receiver;
import io.github.tektoncourier.kamelet.SinkTestSupport;
import io.github.tektoncourier.proxy.ProxyVariables;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Receivers behind a real proxy that the environment names. */
class EnvironmentProxyTest extends SinkTestSupport {

    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString("us:er:p@ss".getBytes(StandardCharsets.UTF_8));

    @TempDir
    private static Path folder;

    private static SSLContext before;
    private static Authority authority;

    private final Receiver receiver = new Receiver().anything();
    private final TlsFront front = new TlsFront(authority, receiver.url(""), false);
    private ForwardProxy proxy;

    @BeforeAll
    static void trust() throws Exception {
        before = SSLContext.getDefault();
        authority = Authority.make(folder, "own", "dns:ci.example.com");
        SSLContext.setDefault(authority.client());
    }

    @AfterAll
    static void trustAsBefore() {
        SSLContext.setDefault(before);
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        BoundedHttp.addTo(context);
        context.getRegistry().bind("trust", new Trust());
        context.getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
        return context;
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        front.close();
        receiver.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cloudevents-http-sink", "tekton-slack-sink", "step"})
    void a_secure_receiver_is_reached_through_a_tunnel_that_learns_its_host_alone(String sink) throws Exception {
        proxy = new ForwardProxy(front.port());
        environment("HTTPS_PROXY", "http://us:er:p%40ss@localhost:" + proxy.port());
        receiver.answer(200, Map.of(), "ok");
        to(sink, "https://ci.example.com/events/s3cretpath?team=a");

        Exchange sent = sendTo(sink);

        assertThat(sent.getException()).isNull();
        assertThat(receiver.requests.get(0).target()).isEqualTo("/events/s3cretpath?team=a");
        assertThat(receiver.requests.get(0).header("Proxy-Authorization")).isEmpty();
        assertThat(proxy.heads)
                .singleElement()
                .asString()
                .startsWith("CONNECT ci.example.com:443 HTTP/1.1")
                .contains("Proxy-Authorization: " + BASIC)
                .doesNotContain("s3cretpath");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cloudevents-http-sink", "tekton-slack-sink", "step"})
    void a_plain_receiver_is_asked_for_by_its_whole_address(String sink) throws Exception {
        proxy = new ForwardProxy(URI.create(receiver.url("")).getPort());
        environment("http_proxy", "us:er:p%40ss@localhost:" + proxy.port());
        receiver.answer(200, Map.of(), "ok");
        to(sink, "http://ci.example.com/events?team=a");

        Exchange sent = sendTo(sink);

        assertThat(sent.getException()).isNull();
        assertThat(receiver.requests).hasSize(1);
        assertThat(proxy.heads)
                .singleElement()
                .asString()
                .startsWith("POST http://ci.example.com/events?team=a HTTP/1.1")
                .contains("Proxy-Authorization: " + BASIC);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cloudevents-http-sink", "tekton-slack-sink", "step"})
    void loopback_is_asked_itself(String sink) throws Exception {
        proxy = new ForwardProxy(front.port());
        environment("HTTP_PROXY", "http://localhost:" + proxy.port());
        receiver.answer(200, Map.of(), "ok");
        to(sink, receiver.url("/events"));

        sendTo(sink);

        assertThat(receiver.requests).hasSize(1);
        assertThat(proxy.heads).isEmpty();
    }

    @Test
    void a_proxy_that_a_step_names_itself_wins() throws Exception {
        proxy = new ForwardProxy(URI.create(receiver.url("")).getPort());
        environment("HTTP_PROXY", "http://user:pass@localhost:1");
        to("step", "http://ci.example.com/events?proxyHost=localhost&proxyPort=" + proxy.port());

        Exchange sent = sendTo("step");

        assertThat(sent.getException()).isNull();
        assertThat(proxy.heads).singleElement().asString().doesNotContain("Proxy-Authorization");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 400 No\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 413 No\r\nContent-Length: 3\r\n\r\nno!",
                "HTTP/1.1 502 No\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nno!\r\n0\r\n\r\n"
            })
    void a_tunnel_that_is_refused_is_no_answer_of_the_receiver(String refusal) throws Exception {
        proxy = new ForwardProxy(front.port());
        proxy.refuse(refusal);
        environment("HTTPS_PROXY", "http://user:s3cretpass@localhost:" + proxy.port());

        for (String sink : new String[] {"cloudevents-http-sink", "step"}) {
            to(sink, "https://ci.example.com/events");

            assertThat(sendTo(sink).getException())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("The proxy localhost:" + proxy.port())
                    .hasMessageContaining(refusal.substring(9, 12))
                    .hasMessageNotContaining("s3cretpass");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 403 No\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"x\"\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 9999999999999\r\n\r\n"
            })
    void a_proxy_that_refuses_without_end_is_left_at_once(String head) throws Exception {
        proxy = new ForwardProxy(front.port());
        proxy.refuseWithoutEnd(head, "4000\r\n" + "x".repeat(0x4000) + "\r\n");
        environment("HTTPS_PROXY", "http://user:s3cretpass@localhost:" + proxy.port());
        to("cloudevents-http-sink", "https://ci.example.com/events");

        Exchange sent = sendTo("cloudevents-http-sink");

        assertThat(sent.getException())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("The proxy localhost:" + proxy.port() + " does not let requests through")
                .hasMessageContaining(head.substring(9, 12));
        assertThat(proxy.taken.get()).isLessThan(50_000_000); // what the sockets of this machine hold
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:1", "nowhere.invalid:3128"})
    void a_proxy_that_is_not_there_is_told_as_such(String address) throws Exception {
        proxy = new ForwardProxy(front.port());
        environment("HTTPS_PROXY", address);
        to("cloudevents-http-sink", "https://ci.example.com/events");

        assertThat(sendTo("cloudevents-http-sink").getException())
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("The proxy in front of ci.example.com:443 cannot be reached: ")
                .hasMessageContaining(address.replaceFirst(":.*", ""));
    }

    @Test
    void refused_tunnels_take_no_connections_away() throws Exception {
        proxy = new ForwardProxy(front.port());
        proxy.refuse("HTTP/1.1 204 No\r\n\r\n");
        environment("HTTPS_PROXY", "http://localhost:" + proxy.port());
        to("cloudevents-http-sink", "https://ci.example.com/events");

        for (int i = 0; i <= Connections.LANES; i++) {
            assertThat(sendTo("cloudevents-http-sink").getException()).hasMessageContaining("The proxy localhost");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            socks5://user:s3cretpass@localhost:1  | names a SOCKS proxy, through which receivers are not reached. Name an http:// proxy, or except the receiver's host by NO_PROXY.
            socks5h://user:s3cretpass@localhost:1 | names a SOCKS proxy, through which receivers are not reached. Name an http:// proxy, or except the receiver's host by NO_PROXY.
            https://user:s3cretpass@localhost:1   | has the scheme https://, which is not supported. Use an http:// proxy; in front of the API server socks5:// works, too.
            socks4://user:s3cretpass@localhost:1  | has the scheme socks4://, which is not supported. Use an http:// proxy; in front of the API server socks5:// works, too.
            http://a b:s3cretpass                 | is no address of a proxy. Write it like http://proxy.example.com:3128.
            """)
    void a_proxy_that_cannot_be_used_refuses_the_sink_in_words(String address, String words) throws Exception {
        proxy = new ForwardProxy(front.port());
        environment("HTTPS_PROXY", address);

        for (String sink : new String[] {"cloudevents-http-sink", "tekton-slack-sink", "step"}) {
            assertThatThrownBy(() -> to(sink, "https://ci.example.com/events"))
                    .hasRootCauseInstanceOf(IllegalArgumentException.class)
                    .rootCause()
                    .hasMessage("The environment variable HTTPS_PROXY " + words);
        }
    }

    private void environment(String name, String value) {
        context.getRegistry().bind("proxyVariables", ProxyVariables.of(Map.of(name, value)));
    }

    private void to(String sink, String url) throws Exception {
        if (sink.equals("step")) {
            String options = (url.contains("?") ? "&" : "?") + "httpMethod=POST"
                    + (url.startsWith("https") ? "&sslContextParameters=#trust" : "");
            load("- route: {from: {uri: 'direct:step', steps: [to: {uri: '" + url + options + "'}]}}");
        } else {
            loadSink(sink, sink, Map.of(sink.startsWith("tekton") ? "webhookUrl" : "url", url));
        }
    }

    private Exchange sendTo(String sink) {
        return send("direct:" + sink, Events.headers(), Events.data());
    }

    private static final class Trust extends SSLContextParameters {
        @Override
        public SSLContext createSSLContext(CamelContext context) {
            return authority.client();
        }
    }
}
