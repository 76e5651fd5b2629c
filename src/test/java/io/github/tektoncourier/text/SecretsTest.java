package io.github.tektoncourier.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

    private final Secrets secrets = new Secrets();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3cret&more%41+x",
                "a\"b\\c<d>'e",
                "pässwörd/€ 𝄞",
                "{\"routing_key\":\"R03\"}",
                "&amp;already%20encoded\\u0041",
                "%%%%%%",
                "\\\\\\\\\\\\",
                "------"
            })
    void a_secret_is_taken_out_in_every_form(String secret) {
        secrets.owner("file").secret(secret);

        for (String form : new String[] {
            secret,
            percent(secret),
            URLEncoder.encode(secret, StandardCharsets.UTF_8),
            lowerCasePercent(secret),
            percent(percent(secret)),
            json(secret),
            html(secret),
            json(percent(secret)),
            percent(json(secret)),
            json(json(secret))
        }) {
            assertThat(secrets.mask("before " + form + " behind"))
                    .as(form)
                    .startsWith("before")
                    .endsWith("behind")
                    .contains(Secrets.MASK)
                    .doesNotContain(form);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "u", "us", "user:", "a long name:"})
    void a_secret_is_taken_out_of_base64_at_any_place(String before) {
        secrets.owner("file").secret("s3cr?t>~ü");

        for (String after : new String[] {"", ".", "..", "..."}) {
            byte[] bytes = (before + "s3cr?t>~ü" + after).getBytes(StandardCharsets.UTF_8);
            assertThat(secrets.mask("Basic " + Base64.getEncoder().encodeToString(bytes) + ";"))
                    .isEqualTo("Basic ***;");
            assertThat(secrets.mask("Basic " + Base64.getUrlEncoder().encodeToString(bytes) + ";"))
                    .isEqualTo("Basic ***;");
        }
    }

    @Test
    void text_without_a_secret_is_the_same_object() {
        secrets.owner("file").secret("hunter2hunter2");
        String text = "nothing here, but 100 % & more \\ hunter2hunter";

        assertThat(secrets.mask(text + "!")).isEqualTo(text + "!");
    }

    @Test
    void a_secret_that_the_text_breaks_off_is_taken_out() {
        secrets.owner("file").secret("hunter2hunter2");

        assertThat(secrets.mask("answer: hunter2hun")).isEqualTo("answer: ***");
        assertThat(secrets.mask("answer: hunter2hun...")).isEqualTo("answer: ***...");
    }

    @Test
    void a_secret_is_known_as_long_as_one_owner_has_it() {
        Owner first = secrets.owner("first").secret("hunter2hunter2");
        Owner second = secrets.owner("second").secret("hunter2hunter2");

        first.close();
        assertThat(secrets.mask("hunter2hunter2")).isEqualTo("***");
        second.close();
        assertThat(secrets.mask("hunter2hunter2")).isEqualTo("hunter2hunter2");
    }

    @Test
    void a_short_value_is_taken_out_only_of_what_is_told_of_its_owner() {
        secrets.owner("file").alias("team").secret("ci");

        assertThat(secrets.mask("the ci is up")).isEqualTo("the ci is up");
        assertThat(secrets.mask("team", "the ci is up")).isEqualTo("the *** is up");
        assertThat(secrets.mask("other", "the ci is up")).isEqualTo("the ci is up");
        secrets.about("file", () -> assertThat(secrets.mask("the ci is up")).isEqualTo("the *** is up"));
        assertThat(secrets.mask("the ci is up")).isEqualTo("the ci is up");
    }

    @Test
    void of_an_address_the_host_stays_and_its_credentials_go() {
        secrets.owner("file")
                .address("https://user77:pa55word@hooks.example.com:8443/services/T0/xyzzy77?sig=Ab-c_9&x=events");

        assertThat(secrets.mask(
                        "https://user77:pa55word@hooks.example.com:8443/services/T0/xyzzy77?sig=Ab-c_9&x=events"))
                .isEqualTo("https://***@hooks.example.com:8443***");
        assertThat(secrets.mask("http://hooks.example.com:8443/services/T0/xyzzy77"))
                .isEqualTo("http://hooks.example.com:8443***");
        assertThat(secrets.mask("Basic "
                        + Base64.getEncoder().encodeToString("user77:pa55word".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo("Basic ***");
        assertThat(secrets.mask("no sig=Ab-c_9 of services and events")).isEqualTo("no *** of services and events");
        assertThat(secrets.mask("file", "Cannot POST &#x2F;services/T0%2Fxyzzy77"))
                .isEqualTo("Cannot POST ***");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tekton-events-source of team: Its events wait in the journal",
                "production, pipeline and 1 of docs/events.md, api and hook",
                "courier started: https://other.example.com/",
                "starting courier...",
                "journal://events?lanes=8"
            })
    void words_that_stand_in_an_address_stay_readable(String told) {
        secrets.owner("team")
                .alias("tekton-events-source")
                .address("http://courier:pa55word@sink.example.com:8443/events?type=pipeline&env=production&n=1")
                .address("http://sink/api/hook")
                .local("events")
                .secret("courier-77xyz-token");

        assertThat(secrets.mask("team", told)).isEqualTo(told);
        assertThat(secrets.mask(told)).isEqualTo(told);
    }

    @Test
    void a_path_of_words_is_taken_out_where_it_is_told_as_a_path() {
        secrets.owner("team").address("http://sink.example.com/api/events?type=pipeline&env=production");

        assertThat(secrets.mask("team", "Cannot POST /api/events?env=production. {\"path\":\"\\/api\\/events\"}"))
                .isEqualTo("Cannot POST ***?***. {\"path\":\"***\"}");
        assertThat(secrets.mask("sent to http://sink.example.com/api/events"))
                .isEqualTo("sent to http://sink.example.com***");
    }

    @Test
    void a_word_that_a_query_names_as_its_credential_is_taken_out() {
        secrets.owner("team").address("http://sink.example.com/?sig=horsefly&code=battery");

        assertThat(secrets.mask("horsefly battery")).isEqualTo("*** ***");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            my.password=password                          | my.password=***
            {"password":"password","token": "x"}          | {"password":"***","token": "x"}
            saslPassword: 'password'                      | saslPassword: '***'
            Authorization: Bearer password                | Authorization: Bearer ***
            http://me:password@h/                         | http://me:***@h/
            ?user=me&password=password&x=1                | ?user=me&password=***&x=1
            Basic cGFzc3dvcmQ                             | Basic ***
            the Kamelet has no parameter pasword. Did you mean password? | the Kamelet has no parameter pasword. Did you mean password?
            "password" has no value                       | "password" has no value
            url, username, password: which are set        | url, username, password: which are set
            WARN Sinks: password of the proxy             | WARN Sinks: password of the proxy
            my-password=passwords                         | my-password=passwords
            """)
    void a_secret_that_is_a_word_of_the_program_is_taken_out_where_it_stands_as_a_value(String told, String masked) {
        secrets.owner("file").secret("password");

        assertThat(secrets.mask(told)).isEqualTo(masked);
    }

    private static String percent(String text) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            out.append(
                    Character.isLetterOrDigit(b & 0xFF) && b > 0
                            ? String.valueOf((char) b)
                            : String.format("%%%02X", b));
        }
        return out.toString();
    }

    private static String lowerCasePercent(String text) {
        return percent(text).replaceAll("(%..)", "$1").replace("%C", "%c");
    }

    private static String json(String text) {
        return text.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("/", "\\/")
                .replace("<", "\\u003c")
                .replace("€", "\\u20ac");
    }

    private static String html(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&#62;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;")
                .replace("/", "&#x2F;");
    }
}
