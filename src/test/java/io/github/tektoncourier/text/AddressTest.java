package io.github.tektoncourier.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            emptyValue = "",
            value = {
                // address | host | everywhere | where its owner is told of
                "https://h | h | |",
                "https://h/ | h | |",
                "https://h:8443/a/hooks77 | h:8443 | | /a/hooks77 hooks77",
                "https://us:pw77@h/x | h | us:pw77 pw77 us | /x",
                "https://tok77@h | h | tok77 |",
                "https://h?a=1&sig=Ab-c_9 | h | a=1&sig=Ab-c_9 Ab-c_9 |",
                "https://h/x?token | h | | /x",
                "https://h/x?production=true | h | production=true | /x",
                "https://h/hooks77/${header.CamelX} | h | | /hooks77/${header.CamelX} hooks77",
                "https://h/x#frag77 | h | | /x #frag77",
                "https://h/~me@home/x | h | | /~me@home/x ~me@home",
                "https://h/a?mail=me@x.org | h | mail=me@x.org me@x.org | /a",
                "http:h/x?key=77aa | h | key=77aa 77aa | /x",
                "h:8080/x77/y?code=1 | h:8080 | code=1 1 | /x77/y",
                "us:pw77@h | h | pw77 |",
                "kafka://[::1]:9092/x | [::1]:9092 | | /x",
            })
    void an_address_is_taken_apart(String address, String host, String secrets, String words) {
        Address read = Address.of(address);

        assertThat(read.host()).isEqualTo(host);
        assertThat(read.secrets()).containsExactlyInAnyOrderElementsOf(parts(secrets));
        assertThat(read.words()).containsExactlyInAnyOrderElementsOf(parts(words));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "htps://us:s3cret@@h/x",
                "https://us:s3cret@h:port/x",
                "https:///us:s3cret@h",
                "https://us:s3cret@ h /x",
                "HTTPS://us:s3cret@H",
                "https://us:s3cr@et@h?x=y",
                "https://h/x y?sig=s3cret",
                "https://h?x=y#z?sig=s3cret",
                "https://h\\x?sig=s3cret",
                "https://ü/x?sig=s3cret",
                "://us:s3cret@h",
                "https://us:s3cret@h\nx",
                "?sig=s3cret"
            })
    void what_is_no_uri_keeps_its_secret_in_what_is_told_of_its_owner(String address) {
        Secrets secrets = new Secrets();

        secrets.owner("file").address(address);

        assertThat(secrets.mask("file", "Bad address: " + address))
                .doesNotContain("s3cret")
                .doesNotContain("s3cr@et");
    }

    private static List<String> parts(String cell) {
        return cell == null || cell.isEmpty() ? List.of() : List.of(cell.split(" "));
    }
}
