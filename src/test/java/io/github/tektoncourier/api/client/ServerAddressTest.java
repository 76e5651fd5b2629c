package io.github.tektoncourier.api.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8080, false",
        "http://127.8.8.8:8080, false",
        "http://[::1]:8080, false",
        "http://192.0.2.1:8080, true",
        "http://[2001:db8::1]/courier, true",
        "https://192.0.2.1, false"
    })
    void what_leaves_the_machine_by_http_is_in_the_clear(String address, boolean clear) {
        URI uri = ServerAddress.uri(address);

        assertThat(ServerAddress.inTheClear(uri)).isEqualTo(clear);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost:8080",
                "ftp://localhost",
                "http://",
                "HTTP://s3cret",
                "http://user:s3cret-of-mine@localhost",
                "http://localhost/?token=s3cret-of-mine",
                "http://localhost/#s3cret-of-mine",
                "http://s3cret of mine/"
            })
    void what_is_no_address_is_refused_without_being_said(String text) {
        assertThatThrownBy(() -> ServerAddress.uri(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--server is no address. Write scheme, host and port")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void a_ca_file_without_a_certificate_is_refused_by_name() throws Exception {
        Path empty = Files.writeString(directory.resolve("empty.pem"), "");
        Path absent = directory.resolve("absent.pem");

        assertThatThrownBy(() -> ServerAddress.trust(empty))
                .hasMessageContaining("--ca-file " + empty + " cannot be used: it has no certificate");
        assertThatThrownBy(() -> ServerAddress.trust(absent))
                .hasMessageContaining("--ca-file " + absent + ": there is no such file. Check the path.");
    }
}
