package io.github.tektoncourier.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.routes.check.file.RouteFile;
import io.github.tektoncourier.routes.check.kamelet.KameletRules;
import io.github.tektoncourier.routes.check.kamelet.Kamelets;
import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.text.Owner;
import io.github.tektoncourier.text.Secrets;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a sink file is secret, wherever it stands; each text here has one, {@code s3cret77}. */
class FileSecretsTest {

    private static final Map<String, String> VALUES = Map.of(
            "my.value", "s3cret77",
            "my.url", "https://h.example/x?sig=s3cret77",
            "my.userinfo", "https://us:s3cret77@h.example/x",
            "env:VAR", "s3cret77",
            "secret:a/b", "s3cret77",
            "topic", "my-topic");

    private final Owner owner = Secrets.ofProcess().owner("test.camel.yaml");

    @AfterEach
    void forget() {
        owner.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- to: { uri: 'kamelet:cloudevents-http-sink', parameters: { url: 'https://h', bearerToken: '{{my.value}}' } }",
                "- to: { uri: 'kamelet:cloudevents-http-sink', parameters: { url: 'https://h', password: s3cret77 } }",
                "- to: { uri: 'kamelet:cloudevents-http-sink?url=https://h&password=s3cret77' }",
                "- to: 'kamelet:cloudevents-http-sink?url=https://h&bearerToken={{my.value}}'",
                "- to: { uri: 'kamelet:tekton-slack-sink', parameters: { webhookUrl: '{{my.url}}' } }",
                "- to: { uri: '{{my.url}}' }",
                "- to: '{{my.userinfo}}'",
                "- to: 'http:h.example/x?authPassword=s3cret77'",
                "- to: { uri: 'http:h.example', parameters: { authPassword: 's3cret77' } }",
                "- to: { uri: 'kafka:t', parameters: { saslJaasConfig: 'x required password=s3cret77;' } }",
                "- to: { uri: 'kafka:t?saslJaasConfig=RAW(s3cret77)' }",
                "- to: { uri: 'kafka:t', parameters: { saslJaasConfig: 'x required password=\"s3cret77\" user=me;' } }",
                "- setBody: { simple: '{\"routing_key\":\"s3cret77\",\"a\":\"${header.X}\"}' }",
                "- setHeader: { name: Authorization, expression: { constant: { expression: 'Bearer s3cret77' } } }",
                "- setHeader: { name: X-Api-Key, constant: 's3cret77' }",
                "- setHeader: { name: X-Plain, constant: '{{my.value}}' }",
                "- setHeaders: { headers: [ { name: X-Api-Key, constant: s3cret77 } ] }",
                "- setHeader: { name: X-Plain, simple: '${properties:my.value}' }",
                "- setHeader: { name: X-Plain, simple: '${env:VAR}' }",
                "- setBody: { simple: '{\"routing_key\":\"{{my.value}}\"}' }",
                "- setBody: { constant: '{{secret:a/b}}' }",
                "- setBody: { jq: '{routing_key: \"{{my.value}}\"}' }",
                "- setBody: { jq: { expression: '{routing_key: \"s3cret77\"}' } }",
                "- setBody: { jq: '{a: \"x-{{secret:a/b}}\"}' }",
                "- to: { uri: 'kamelet:http-json-sink', parameters: { url: 'https://h', body: '{routing_key: \"{{my.value}}\"}' } }",
                "- to: { uri: 'kamelet:http-json-sink', parameters: { url: 'https://h', body: '{a: \"{{secret:a/b}}\"}' } }",
                "- to: { uri: 'kamelet:http-json-sink', parameters: { url: 'https://h', bearerToken: '{{my.value}}' } }",
                "- to: { uri: 'kamelet:http-json-sink', parameters: { url: '{{my.url}}' } }",
                "- toD: { uri: 'https://h.example/${header.CamelCloudEventNamespace}?token=s3cret77' }",
                "- choice: { when: [ { simple: 'true', steps: [ { to: '{{my.url}}' } ] } ] }",
                "- setVariable: { name: apiKey, constant: s3cret77 }",
                "- setProperty: { name: token, constant: '{{my.value}}' }"
            })
    void a_secret_is_known_wherever_it_stands(String step) {
        find(step);

        assertThat(Secrets.ofProcess().mask("test.camel.yaml", "it says <s3cret77>, 's3cret77'"))
                .doesNotContain("s3cret77");
    }

    @Test
    void what_looks_like_a_credential_is_one_under_any_name() {
        find("- setHeader: { name: X-Forward, simple: 'Bearer s3cret77abcdef' }");

        assertThat(Secrets.ofProcess().mask("it says s3cret77abcdef")).isEqualTo("it says ***");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- to: { uri: 'kamelet:x', parameters: { password: s3cret77 }\n  : *x",
                "token: s3cret77\n\t- x",
                "'password': \"s3cret77\" ] [",
                "- to: https://us:s3cret77@h.example/x\n }"
            })
    void in_a_file_that_is_no_yaml_too(String content) {
        FileSecrets.find(new RouteFile("test.camel.yaml", content), owner, values(), kamelets());

        assertThat(Secrets.ofProcess().mask("test.camel.yaml", "it says s3cret77"))
                .doesNotContain("s3cret77");
    }

    @Test
    void topics_channels_durations_and_names_stay_readable() {
        find("- to: { uri: 'kamelet:cloudevents-kafka-sink', parameters: { bootstrapServers: 'broker-1:9092', topic:"
                + " '{{topic}}' } }\n        - to: { uri: 'kamelet:tekton-slack-sink', parameters: { token: 'xoxb-77aa',"
                + " channel: '#ci-alerts' } }\n        - to: { uri: 'kamelet:cloudevents-http-sink', parameters: { url:"
                + " 'https://receiver.example.com', headers: '{{topic}}', responseTimeout: 45s } }");
        String told = "topic my-topic of broker-1:9092, channel #ci-alerts, https://receiver.example.com within 45s";

        assertThat(Secrets.ofProcess().mask("test.camel.yaml", told)).isEqualTo(told);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- to: 'kamelet:cloudevents-http-sink?url=https://h&token=s3cret77'",
                "- to: 'kamelet:cloudevents-http-sink?token=s3cret77'",
                "- to: { uri: 'kamelet:cloudevents-http-sink?bearerToken=s3cret77&url=https://h' }",
                "- to: { uri: 'kamelet:tekton-slack-sink?token=s3cret77&channel=ci' }",
                "- to: { uri: 'kamelet:tekton-slack-sink?token={{my.value}}&channel={{topic}}' }",
                "- to: { uri: 'http:h.example?authPassword=s3cret77&authUsername=bob' }",
                "- kamelet: { name: 'tekton-slack-sink?token=s3cret77' }"
            })
    void the_name_of_an_option_with_a_secret_stays_readable(String step) {
        find(step);
        String told = "The Kamelet tekton-slack-sink has no parameter token, password, authPassword, authUsername,"
                + " bearerToken or channel. Did you mean token? Give token=VALUE";

        assertThat(Secrets.ofProcess().mask("test.camel.yaml", told)).isEqualTo(told);
        assertThat(Secrets.ofProcess().mask("test.camel.yaml", "token=s3cret77"))
                .isEqualTo("token=***");
        assertThat(LogText.line("?token=s3cret77&channel=ci", 60))
                .doesNotContain("s3cret77")
                .startsWith("?token=");
    }

    private void find(String step) {
        String yaml = "- route:\n    id: one\n    from:\n      uri: kamelet:tekton-events-source\n"
                + "      parameters: { subscription: one }\n      steps:\n        " + step + "\n";
        FileSecrets.find(new RouteFile("test.camel.yaml", yaml), owner, values(), kamelets());
    }

    private static FileValues values() {
        return new FileValues(key -> Optional.ofNullable(VALUES.get(key)));
    }

    private static KameletRules kamelets() {
        return new KameletRules(new Kamelets(new DefaultCamelContext(), "classpath:kamelets"));
    }
}
