package io.github.tektoncourier.kamelet.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsStoresTest {

    private static final Path FILES = Path.of("src/test/resources/tls");
    private static final String PASSWORD = "opensesame";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "client.crt,client.key",
                "client.key, client.crt",
                "client.crt,client-pkcs1.key",
                "client.crt,client-encrypted.key",
                "client-ec.crt,client-ec-sec1.key",
                "client.p12"
            })
    void a_key_is_read_in_each_form_that_people_have(String names) throws Exception {
        TlsStores stores = new TlsStores(paths(names), PASSWORD, "", "");

        KeyStore keys = stores.keys().orElseThrow();

        assertThat(keys.getKey("key", stores.inside())).isNotNull();
        assertThat(keys.getCertificateChain("key")).isNotEmpty();
        assertThat(stores.context()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"ca.crt, ''", "ca.p12, opensesame"})
    void certificates_to_trust_are_read(String name, String password) throws Exception {
        TlsStores stores = new TlsStores("", "", paths(name), password);

        assertThat(stores.trusted().orElseThrow().size()).isOne();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    client.crt                      |            | has no private key
                    client.key                      |            | has no certificate
                    client.crt,client.key,other.key |            | has 2 private keys
                    client.crt,other.key            |            | does not belong to its first certificate
                    client.crt,client-encrypted.key |            | its password is missing. Write keyStorePassword
                    client.crt,client-encrypted.key | wrong      | keyStorePassword does not open
                    client.p12                      |            | opens without keyStorePassword
                    client.p12                      | wrong      | opens by keyStorePassword
                    README.md                       |            | is no PEM file
                    gone.crt                        |            | is not there. Mount it there, or correct the path
                    .                               |            | it is no plain file
                    """)
    void what_is_wrong_with_a_key_is_said_with_file_and_parameter(String names, String password, String words) {
        TlsStores stores = TlsStores.of(paths(names), password, null, null);

        assertThatThrownBy(stores::check)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("keyStore: the file src/test/resources/tls/")
                .hasMessageContaining(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    client.key | | has no certificate
                    ca.p12     | | opens without trustStorePassword
                    """)
    void what_is_wrong_with_certificates_is_said(String names, String password, String words) {
        TlsStores stores = TlsStores.of(null, null, paths(names), password);

        assertThatThrownBy(stores::check)
                .hasMessageStartingWith("trustStore: the file")
                .hasMessageContaining(words);
    }

    @Test
    void a_file_that_is_cut_off_is_named_and_nothing_of_it(@TempDir Path folder) throws Exception {
        String whole = Files.readString(FILES.resolve("client.key"));
        Path cut = Files.writeString(folder.resolve("cut.pem"), whole.substring(0, whole.length() / 2));

        assertThatThrownBy(new TlsStores(cut.toString(), "", "", "")::check)
                .hasMessageContaining("cut.pem has no whole block of PEM")
                .hasMessageNotContaining(whole.substring(60, 90));
    }

    @Test
    void passwords_are_not_shown() {
        assertThat(new TlsStores("a", PASSWORD, "b", PASSWORD).toString()).isEqualTo("keyStore=a, trustStore=b");
    }

    private static String paths(String names) {
        return Stream.of(names.split(",", -1))
                .map(name -> "src/test/resources/tls/" + name.strip())
                .collect(Collectors.joining(","));
    }
}
