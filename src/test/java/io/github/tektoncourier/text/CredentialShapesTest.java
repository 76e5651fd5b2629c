package io.github.tektoncourier.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples are put together here, so that no scanner of repositories takes them for real ones. */
class CredentialShapesTest {

    private static final String FILL = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            gh#p_FILL                                  | GitHub token
            Bearer gh#p_FILL                           | GitHub token
            github_#pat_FILL                           | GitHub token
            gl#pat-FILL                                | GitLab token
            xo#xb-1234567890-FILL                      | Slack token
            https://hooks.slack.com/services/T0/B0/FILL | Slack webhook
            https://discord.com/api/webhooks/12/FILL   | Discord webhook
            np#m_FILL                                  | npm token
            AK#IAABCDEFGHIJKLMNOP                      | AWS access key
            AI#zaFILL                                  | Google API key
            sk_#live_FILL                              | Stripe key
            ey#JhbGciOiJI.eyJzdWIiOiIx.FILL            | JSON Web Token
            -----BEGIN RSA PRIVATE# KEY-----           | private key
            Authorization: Bearer abcdef0123456789     | authorization
            Basic dXNlcjpwYXNzd29yZDE=                 | authorization
            GenieKey 0123abcd-0123-4567                | authorization
            https://me:pa55@ci.example.com/            | password in an address
            https://h/in?a=b&token=FILL                | credential in a query
            https://h/in?api-version=1&sig=FILL        | credential in a query
            {routing_key: "R0FILL", event_action: "x"} | credential in JSON
            {"text": "x", "apiKey": "FILL"}            | credential in JSON
            """)
    void a_credential_is_known_by_its_looks(String text, String what) {
        String whole = text.replace("#", "").replace("FILL", FILL);

        assertThat(CredentialShapes.in(whole))
                .extracting(CredentialShapes.Found::what)
                .contains(what);
        assertThat(CredentialShapes.in(whole))
                .allSatisfy(found -> assertThat(whole.substring(found.at())).startsWith(found.secret()));
    }

    @Test
    void each_of_several_credentials_of_one_look_is_found() {
        String one = "xo" + "xb-1234567890-" + FILL;
        String other = "xo" + "xb-0987654321-" + FILL;

        assertThat(CredentialShapes.in("if .a then \"" + one + "\" else \"" + other + "\" end"))
                .extracting(CredentialShapes.Found::secret)
                .containsExactly(one, other);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{my.token}}",
                "Bearer {{my.token}}",
                "Bearer ${header.X-Token}",
                "the bearer authentication failed",
                "Basic authentication",
                "{routing_key: \"{{pagerduty.key}}\", dedup_key: .taskRun.metadata.uid}",
                "{token: .taskRun.metadata.labels.token, text: \"token: \\(.a)\"}",
                "{\"token\": \"${variable.token}\"}",
                "https://h/in?token={{my.token}}&page=12345678",
                "https://h/in?api-version=2016-06-01&key=events",
                "https://my.example.com:8443/a@b",
                "${header.CamelCloudEventSubject}: ${body}",
                "token: production",
                "d3b07384-d9a0-4c9b-8f3c-0123456789ab"
            })
    void what_is_none_is_left_alone(String text) {
        assertThat(CredentialShapes.in(text)).isEmpty();
    }
}
