package io.github.tektoncourier.sinktest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.tektoncourier.filter.Globs;
import io.github.tektoncourier.offline.RecordedRequest;
import io.github.tektoncourier.offline.SentEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SendComparisonTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{\"a\":1};                       {\"a\":1.0};                       ",
                "{\"a\":1,\"b\":2};               {\"b\":2,\"a\":1};                 ",
                "{\"a\":1};                       {\"a\":\"1\"};                     $.a: expected 1, came \"1\"",
                "{\"a\":12345678901234567891};    {\"a\":12345678901234567890};      $.a: expected 12345678901234567891, came 12345678901234567890",
                "{\"a\":{\"b c\":1}};             {\"a\":{}};                        $.a['b c']: expected 1, is missing",
                "{\"a\":1};                       {\"a\":1,\"b\":2};                 $.b: is not expected, came 2",
                "{\"a\":null};                    {};                                $.a: expected null, is missing",
                "[1,2];                           [1];                               $: expected 2 items, came 1",
                "[1,2];                           [2,1];                             $[0]: expected 1, came 2",
                "{\"a\":[{\"b\":1}]};             {\"a\":[{\"b\":2}]};               $.a[0].b: expected 1, came 2"
            })
    void json_is_equal_or_differs_at_a_path(String expected, String actual, String difference)
            throws JsonProcessingException {
        Optional<JsonDifference> found =
                JsonDifference.first(YamlJson.MAPPER.readTree(expected), YamlJson.MAPPER.readTree(actual), false);

        assertThat(found.map(one -> one.path() + ": " + one.words())).isEqualTo(Optional.ofNullable(difference));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{\"a\":1};                   {\"a\":1,\"b\":2};             ",
                "{\"a\":null};                {};                            ",
                "{\"a\":null};                {\"a\":1};                     $.a: expected null, came 1",
                "[1,3];                       [1,2,3];                       ",
                "[3,1];                       [1,2,3];                       $[1]: no item is 1",
                "[2,1];                       [1,2];                         $[1]: expected 1, came 2",
                "[{\"a\":1}];                 [{\"b\":1},{\"a\":1,\"c\":2}]; ",
                "[{\"a\":1},{\"a\":1}];       [{\"a\":1}];                   $[1]: no item is {\"a\":1}",
                "[];                          [1];                           ",
                "{};                          [];                            $: expected {}, came []"
            })
    void json_is_a_part_or_differs_at_a_path(String expected, String actual, String difference)
            throws JsonProcessingException {
        Optional<JsonDifference> found =
                JsonDifference.first(YamlJson.MAPPER.readTree(expected), YamlJson.MAPPER.readTree(actual), true);

        assertThat(found.map(one -> one.path() + ": " + one.words())).isEqualTo(Optional.ofNullable(difference));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{a.url}}/x",
                "{{a.url:https://b.example.com}}/x",
                "https://a.example.com/x",
                "https://a.example.com:443/x"
            })
    void an_address_is_that_of_the_file_or_the_real_one(String address) {
        RecordedRequest request = request("{{a.url:https://c.example.com}}/x", "https://a.example.com:443/x", "");

        assertThat(SendComparison.differences(expectedAt(address), came(request)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{{b.url}}/x", "https://a.example.com/y", "http://a.example.com/x", "https://a.example.com/x/"})
    void another_address_is_a_difference(String address) {
        RecordedRequest request = request("{{a.url}}/x", "https://a.example.com:443/x", "");

        assertThat(SendComparison.differences(expectedAt(address), came(request)))
                .extracting(Mismatch::what)
                .containsExactly("address: expected " + address + ", came {{a.url}}/x");
    }

    @ParameterizedTest
    @CsvSource({"'', the body is empty", "no json, the body is no JSON: no json", "{} {}, the body is no JSON: {} {}"})
    void a_body_that_is_no_json_is_a_difference(String body, String words) {
        ExpectedSend expected = expecting(
                Optional.empty(), Optional.of(new ExpectedSend.Body.Json(7, YamlJson.MAPPER.createObjectNode(), true)));

        assertThat(SendComparison.differences(expected, came(request("", "", body))))
                .containsExactly(new Mismatch(7, "body: " + words));
    }

    @Test
    void an_expected_failure_is_no_request() {
        ExpectedSend expected = new ExpectedSend(
                1,
                1,
                Optional.empty(),
                Globs.ANY,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.of(new ExpectedSend.Located(1, "refused")));

        assertThat(SendComparison.matches(expected, came(request("", "", "")))).isFalse();
        assertThat(SendComparison.matches(expected, new Outgoing.Failure("t", "s", "it was refused")))
                .isTrue();
        assertThat(SendComparison.matches(expected, new Outgoing.Failure("t", "s", "other")))
                .isFalse();
    }

    private static ExpectedSend expectedAt(String address) {
        return expecting(Optional.of(new ExpectedSend.Located(3, address)), Optional.empty());
    }

    private static ExpectedSend expecting(Optional<ExpectedSend.Located> address, Optional<ExpectedSend.Body> body) {
        return new ExpectedSend(
                1, 1, Optional.empty(), Globs.ANY, Optional.empty(), address, List.of(), body, Optional.empty());
    }

    private static Outgoing came(RecordedRequest request) {
        return new Outgoing.Request("t", "s", request);
    }

    private static RecordedRequest request(String address, String target, String body) {
        return new RecordedRequest(
                "a.camel.yaml",
                new SentEvent("t", "", ""),
                "to",
                1,
                "POST",
                address,
                target,
                Map.of(),
                body.getBytes(StandardCharsets.UTF_8));
    }
}
