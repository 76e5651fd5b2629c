package io.github.tektoncourier.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.routes.check.file.RouteFile;
import io.github.tektoncourier.routes.check.kamelet.KameletRules;
import io.github.tektoncourier.routes.check.kamelet.Kamelets;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClearTextTest {

    private static final Map<String, String> VALUES =
            Map.of("url", "http://receiver.example.com/x", "local", "http://127.0.0.1:8080", "token", "t0ken-77");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "kamelet:cloudevents-http-sink | { url: 'http://a.example/x', bearerToken: abcdef } | a.example",
                "kamelet:cloudevents-http-sink | { url: '{{url}}', bearerToken: '{{token}}' } | receiver.example.com",
                "kamelet:cloudevents-http-sink | { url: '{{url}}', username: me, password: abcdef } |"
                        + " receiver.example.com",
                "kamelet:cloudevents-http-sink?url=http://b.example&bearerToken=abc | {} | b.example",
                "kamelet:cloudevents-http-sink | { url: 'http://me:abcdef@a.example/x' } | a.example",
                "http://me:abcdef@a.example/x | {} | a.example",
                "http:a.example/x?authPassword=abcdef | {} | a.example",
                "http://10.0.0.7:8080 | { authUsername: me, authPassword: abcdef } | 10.0.0.7",
                "kamelet:cloudevents-http-sink | { url: 'https://a.example/x', bearerToken: abcdef } | ",
                "kamelet:cloudevents-http-sink | { url: '{{local}}', bearerToken: abcdef } | ",
                "kamelet:cloudevents-http-sink | { url: 'http://[::1]:80', bearerToken: abcdef } | ",
                "kamelet:cloudevents-http-sink | { url: '{{url}}', bearerToken: '{{?none}}' } | ",
                "kamelet:cloudevents-http-sink | { url: '{{url}}' } | ",
                "http://localhost:1 | { authPassword: abcdef } | ",
            })
    void a_credential_over_plain_http_is_seen(String uri, String parameters, String host) {
        String steps = "- to: { uri: '" + uri + "', parameters: " + parameters + " }";

        assertThat(String.join(",", hosts(steps))).isEqualTo(host == null ? "" : host);
    }

    @ParameterizedTest
    @CsvSource({"Authorization,a.example", "X-Api-Key,a.example", "Content-Type,''"})
    void a_header_is_sent_by_the_plain_steps_of_its_route(String header, String host) {
        String steps =
                "- setHeader: { name: " + header + ", constant: 'Bearer abcdef' }\n        - to: http://a.example/x";

        assertThat(String.join(",", hosts(steps))).isEqualTo(host);
    }

    private static Iterable<String> hosts(String steps) {
        RouteFile file = new RouteFile(
                "a.camel.yaml",
                "- route:\n    id: a\n    from:\n      uri: journal:a\n      steps:\n        " + steps + "\n");
        return new ClearText(
                        file,
                        new FileValues(key -> Optional.ofNullable(VALUES.get(key))),
                        new KameletRules(new Kamelets(new DefaultCamelContext(), "classpath:kamelets")))
                .hosts();
    }
}
