package io.github.tektoncourier.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LogTextTest {

    @Test
    void a_line_is_one_line_without_control_characters_addresses_and_credentials() {
        String line = LogText.line(
                "no\r\n\u001b[31mway\u2028to https://u:p@hooks.example.com/T0/B0?k=v with Bearer abcdefgh, token=xyz",
                200);

        assertThat(line).isEqualTo("no   [31mway to https://hooks.example.com with Bearer ***, token=***");
    }

    @Test
    void a_line_has_no_secret_that_is_known() {
        try (Owner owner = Secrets.ofProcess().owner("file").secret("the%secret&of_LogTextTest")) {
            assertThat(owner).isNotNull();
            assertThat(LogText.line("echo the%25secret&amp;of_LogTextTest!", 200))
                    .isEqualTo("echo ***!");
        }
    }

    @Test
    void what_a_terminal_obeys_is_shown() {
        assertThat(LogText.shown("\tgreen ü\u001b[32m\u009b1m\u202eevil\r\u0000\u2028x\n"))
                .isEqualTo("\tgreen ü\\u001b[32m\\u009b1m\\u202eevil\\u000d\\u0000\\u2028x\n");
        assertThat(LogText.quoted("a\"b\\c\n")).isEqualTo("\"a\\\"b\\\\c\\u000a\"");
    }

    @Test
    void the_last_cause_has_the_word() {
        assertThat(LogText.reason(new IllegalStateException("outer", new RuntimeException("in\nner"))))
                .isEqualTo("RuntimeException: in ner");
        assertThat(LogText.reason(new IllegalStateException())).isEqualTo("IllegalStateException");
    }

    @Test
    void the_output_is_masked_line_by_line_and_control_characters_of_the_log_are_escaped() {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        PrintStream log = MaskedOutput.over(new PrintStream(written, true, StandardCharsets.UTF_8), true);
        PrintStream results = MaskedOutput.over(new PrintStream(plain, true, StandardCharsets.UTF_8), false);

        try (Owner owner = Secrets.ofProcess().owner("file").secret("first-line-of-key\nsecond-line-of-key")) {
            assertThat(owner).isNotNull();
            for (PrintStream out : new PrintStream[] {log, results}) {
                out.print("\u001b[1mkey: first-line-");
                out.print("of-key\nsecond-line-of-key\r\n");
                out.print("more?");
                out.flush();
            }
        }

        assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo("\\u001b[1mkey: ***\n***\r\nmore?");
        assertThat(plain.toString(StandardCharsets.UTF_8)).isEqualTo("\u001b[1mkey: ***\n***\r\nmore?");
    }

    @Test
    void an_address_ends_before_what_ends_a_sentence() {
        assertThat(
                        LogText.line(
                                "as https://log-text.example.com/events; or https://h/x?sig=a;b, and https://h:1/. So: http://h."))
                .isEqualTo("as https://log-text.example.com; or https://h, and https://h:1. So: http://h.");
    }

    @Test
    void nothing_behind_an_ipv6_address_is_shown() {
        assertThat(LogText.line("to https://[2606:4700::11]:8443/T0/sekret?k=v, and http://u:p@[::1]/x.", 200))
                .isEqualTo("to https://[2606:4700::11]:8443, and http://[::1].");
    }

    @Test
    void of_a_value_that_is_an_address_only_scheme_host_and_port_are_shown() {
        assertThat(LogText.value("https://hooks.example.com:8443/a'sekret)sekret?k=sekret"))
                .isEqualTo("https://hooks.example.com:8443");
        assertThat(LogText.value("https://[2606:4700::11]/sekret")).isEqualTo("https://[2606:4700::11]");
        assertThat(LogText.value("#team-a")).isEqualTo("#team-a");
    }

    @Test
    void a_yaml_parsers_words_have_no_name_from_the_document() {
        assertThat(LogText.yamlProblem("found undefined alias s3cret"))
                .isEqualTo("found undefined alias (a value that begins with * stands in quotes)");
        assertThat(LogText.yamlProblem("could not find expected ':'")).isEqualTo("could not find expected ':'");
    }
}
