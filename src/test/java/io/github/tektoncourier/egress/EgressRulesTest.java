package io.github.tektoncourier.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What addresses from runs may reach: the table is {@code egress/addresses.yaml}. */
class EgressRulesTest {

    private static final EgressRules STRICT = EgressRules.of(List.of(), List.of());

    @ParameterizedTest
    @MethodSource({"written", "odd"})
    void an_address_is_allowed_or_refused_as_it_is_written(Map.Entry<String, String> row) {
        assertThat(said(STRICT, row.getKey())).contains(row.getValue());
    }

    @ParameterizedTest
    @MethodSource("connected")
    void a_connection_is_made_only_to_a_public_address(Map.Entry<String, String> row) throws IOException {
        InetAddress reached = InetAddress.getByName(row.getKey());

        String said = STRICT.refusal("hooks.example.com", 443, reached).orElse("ok");

        assertThat(said).contains(row.getValue()).doesNotContain(reached.getHostAddress());
    }

    @ParameterizedTest
    @MethodSource("lists")
    void the_operators_lists_allow_and_deny_what_they_name(Map<String, String> row) {
        EgressRules rules = EgressRules.of(list(row.get("allow")), list(row.get("deny")));

        assertThat(said(rules, Objects.requireNonNull(row.get("address")))).contains(row.get("is"));
    }

    @ParameterizedTest
    @MethodSource("entries")
    void an_entry_that_cannot_be_is_refused_with_its_setting(Map.Entry<String, String> row) {
        assertThatThrownBy(() -> EgressRules.of(List.of("10.0.0.1", row.getKey()), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("courier.egress.allow: " + row.getKey() + " " + row.getValue());
    }

    @Test
    void the_table_has_at_least_150_addresses() {
        assertThat(written().count()).isGreaterThanOrEqualTo(150);
    }

    @Test
    void a_name_that_is_allowed_may_lead_to_a_private_address_but_not_to_metadata() throws IOException {
        EgressRules rules = EgressRules.of(List.of("hooks.team.svc"), List.of());

        assertThat(rules.refusal("hooks.team.svc", 80, InetAddress.getByName("10.96.3.4")))
                .isEmpty();
        assertThat(rules.refusal("hooks.team.svc", 80, InetAddress.getByName("169.254.169.254")))
                .hasValueSatisfying(why -> assertThat(why).contains("metadata service"));
        assertThat(rules.refusal("other.team.svc", 80, InetAddress.getByName("10.96.3.4")))
                .isPresent();
    }

    @Test
    void a_denied_range_is_refused_however_its_name_is_allowed() throws IOException {
        EgressRules rules = EgressRules.of(List.of("hooks.example.com"), List.of("93.184.216.0/24"));

        assertThat(rules.refusal("hooks.example.com", 443, InetAddress.getByName("93.184.216.34")))
                .hasValueSatisfying(why -> assertThat(why).contains("courier.egress.deny"));
    }

    @Test
    void behind_a_proxy_only_what_is_allowed_by_name_passes() {
        EgressRules rules = EgressRules.of(List.of("hooks.example.com", "8.8.8.0/24"), List.of());

        assertThat(rules.refusalBehindProxy(target(rules, "https://hooks.example.com/")))
                .isEmpty();
        assertThat(rules.refusalBehindProxy(target(rules, "https://8.8.8.8/"))).isEmpty();
        assertThat(rules.refusalBehindProxy(target(rules, "https://other.example.com/")))
                .hasValueSatisfying(why -> assertThat(why).contains("through a proxy", "other.example.com"));
        assertThat(rules.refusalBehindProxy(target(rules, "https://1.1.1.1/"))).isPresent();
    }

    @Test
    void an_allowed_address_comes_back_in_one_normal_spelling() {
        EgressTarget target = target(STRICT, "HTTPS://Bücher.EXAMPLE.:443?a=%2F&b#secret");

        assertThat(target.uri()).hasToString("https://xn--bcher-kva.example/?a=%2F&b");
        assertThat(target.origin()).isEqualTo("https://xn--bcher-kva.example");
        assertThat(target.requestTarget()).isEqualTo("/?a=%2F&b");
        assertThat(target.port()).isEqualTo(443);
    }

    @Test
    void a_refusal_repeats_neither_path_nor_query() {
        String said = said(STRICT, "http://10.0.0.1/T0/sekrethook?sig=sekret");

        assertThat(said).contains("10.0.0.1").doesNotContain("sekret");
    }

    private static String said(EgressRules rules, String address) {
        EgressVerdict verdict = rules.check(address);
        return verdict instanceof EgressVerdict.Refused refused ? refused.why() : "ok";
    }

    private static EgressTarget target(EgressRules rules, String address) {
        return ((EgressVerdict.Allowed) rules.check(address)).target();
    }

    private static List<String> list(String entry) {
        return entry == null ? List.of() : List.of(entry);
    }

    static Stream<Map.Entry<String, String>> written() {
        return rows("written");
    }

    static Stream<Map.Entry<String, String>> odd() {
        return rows("odd");
    }

    static Stream<Map.Entry<String, String>> connected() {
        return rows("connected");
    }

    static Stream<Map.Entry<String, String>> entries() {
        return rows("entries");
    }

    @SuppressWarnings("unchecked")
    static List<Map<String, String>> lists() {
        return (List<Map<String, String>>) table().get("lists");
    }

    @SuppressWarnings("unchecked")
    private static Stream<Map.Entry<String, String>> rows(String name) {
        return ((Map<String, String>) table().get(name)).entrySet().stream();
    }

    private static Map<String, Object> table() {
        try (InputStream in = EgressRulesTest.class.getResourceAsStream("/egress/addresses.yaml")) {
            return new YAMLMapper().readValue(in, new TypeReference<>() {});
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
