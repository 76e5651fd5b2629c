package io.github.tektoncourier.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Beside what KubeconfigTest tries by an API server's address. */
class ProxyVariablesTest {

    @Test
    void each_scheme_has_its_variable_and_capitals_win_where_they_are_not_empty() {
        ProxyVariables variables = ProxyVariables.of(
                Map.of("HTTPS_PROXY", "big:1", "https_proxy", "small:2", "HTTP_PROXY", " ", "http_proxy", "plain:3"));

        assertThat(proxy(variables, "https://a.example")).isEqualTo("HTTP proxy big:1");
        assertThat(proxy(variables, "http://a.example")).isEqualTo("HTTP proxy plain:3");
        assertThat(variables.isEmpty()).isFalse();
        assertThat(ProxyVariables.of(Map.of("NO_PROXY", "x", "ALL_PROXY", "p:1"))
                        .isEmpty())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            http://my_service:8080/x   | my_service                | false
            http://my_service:8080/x   | service                   | true
            http://a.my_zone.example/x | .my_zone.example          | false
            http://a.example           | a.example:80              | false
            http://a.example           | a.example:https           | true
            http://A.Example           | .eXample                  | false
            http://a.example           | ., *., ,                  | true
            http://10.1.2.3            | 3                         | true
            http://10.1.2.3            | 10.1.2.3:81               | true
            http://10.1.2.3            | 10.1.2.0/33, 10.1.2.0/x   | true
            http://10.1.2.3            | ::/0                      | true
            http://10.1.2.3            | 0.0.0.0/0                 | false
            http://[fd00::1]:81        | [fd00::1]:81              | false
            http://127.9.9.9           | x                         | false
            http://[::1]               | x                         | false
            http://LOCALHOST           | x                         | false
            http://localhost.example   | x                         | true
            """)
    void no_proxy_excepts_names_addresses_ranges_and_ports(String address, String exceptions, boolean proxied) {
        ProxyVariables variables = ProxyVariables.of(Map.of("http_proxy", "p:1", "no_proxy", exceptions));

        assertThat(variables.proxy(URI.create(address)).isPresent()).isEqualTo(proxied);
    }

    @ParameterizedTest
    @CsvSource({
        "http://u:p@h:1, h, 1, u:p",
        "u:p@h:1, h, 1, u:p",
        "http://u@h, h, 80, u:",
        "http://u:a@b/c#d@h:1/, h, 1, u:a@b/c#d",
        "HTTP://u:%2525+%C3%BC@h, h, 80, u:%25+ü",
        "http://my_proxy:3128, my_proxy, 3128, ",
        "http://[::1]:9, ::1, 9, "
    })
    void an_address_is_read_as_it_is_written(String address, String host, int port, String credentials) {
        ProxyAddress read = ProxyAddress.of("HTTPS_PROXY", address);

        assertThat(read.host()).isEqualTo(host);
        assertThat(read.port()).isEqualTo(port);
        assertThat(read.credentials()).isEqualTo(credentials);
        assertThat(read.toString()).doesNotContain("u:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://",
                "http://s3cret@",
                "http://s3cret@h:0",
                "h:99999",
                "h:s3cret",
                "http://h/s3cret",
                "http://h?s3cret",
                "s3cret h",
                "http://u:%zzs3cret@h",
                "https://s3cret@h",
                "socks4://s3cret@h",
                "//s3cret@h"
            })
    void what_is_no_address_is_refused_without_repeating_it(String address) {
        assertThatThrownBy(() -> ProxyAddress.of("HTTPS_PROXY", address))
                .isInstanceOf(ProxyException.class)
                .hasMessageStartingWith("HTTPS_PROXY ")
                .hasMessageNotContaining("s3cret");
    }

    private static String proxy(ProxyVariables variables, String address) {
        return variables.proxy(URI.create(address)).map(ProxyAddress::toString).orElse("");
    }
}
