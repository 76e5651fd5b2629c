package io.github.tektoncourier.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialsTest {

    @ParameterizedTest
    @CsvSource({
        "HTTPS_PROXY, http://user:s3cretpass@proxy:3128",
        "https_proxy, user:s3cretpass@proxy:3128",
        "http_proxy, user:s3cretpass@proxy",
        "ALL_PROXY, socks5://user:s3cretpass@proxy:1080"
    })
    void the_password_of_a_proxy_is_secret_with_and_without_a_scheme(String name, String value) {
        Secrets secrets = new Secrets();

        Credentials.among(Map.of(name, value), secrets.owner("test"));

        assertThat(secrets.mask(name + "=" + value))
                .doesNotContain("s3cretpass")
                .contains("proxy");
        assertThat(secrets.mask("s3cretpass")).isEqualTo(Secrets.MASK);
    }
}
