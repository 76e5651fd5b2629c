package io.github.tektoncourier.sinktest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.tektoncourier.offline.RecordedRequest;
import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.text.Secrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Compares what a test says of one request with one that came. */
final class SendComparison {

    private static final Set<String> CREDENTIALS = Set.of("authorization", "proxy-authorization", "cookie");
    private static final int SHOWN = 200;

    private SendComparison() {}

    /** Whether an expectation is about what came, whatever stands in it. */
    static boolean concerns(ExpectedSend expected, Outgoing came) {
        return expected.subscription().map(came.subscription()::equals).orElse(true)
                && expected.event().matches(came.event())
                && expected.fails().isPresent() == came instanceof Outgoing.Failure;
    }

    /** Whether all of it is as expected. */
    static boolean matches(ExpectedSend expected, Outgoing came) {
        return concerns(expected, came) && differences(expected, came).isEmpty();
    }

    /** What is not as expected in what an expectation is about. */
    static List<Mismatch> differences(ExpectedSend expected, Outgoing came) {
        List<Mismatch> found = new ArrayList<>();
        if (came instanceof Outgoing.Failure failure) {
            expected.fails()
                    .filter(part -> !failure.why().contains(part.text()))
                    .ifPresent(part -> found.add(new Mismatch(
                            part.line(),
                            "fails: expected a reason with \"" + part.text() + "\", came: " + failure.why())));
        } else if (came instanceof Outgoing.Request sent) {
            RecordedRequest request = sent.request();
            expected.method()
                    .filter(method -> !method.text().equals(request.method()))
                    .ifPresent(method -> found.add(new Mismatch(
                            method.line(), "method: expected " + method.text() + ", came " + request.method())));
            expected.address()
                    .filter(address -> !isAddress(address.text(), request))
                    .ifPresent(address -> found.add(new Mismatch(
                            address.line(), "address: expected " + address.text() + ", came " + address(request))));
            expected.headers()
                    .forEach(header -> header(header, request.headers()).ifPresent(found::add));
            expected.body().flatMap(body -> body(body, request.body())).ifPresent(found::add);
        }
        return found;
    }

    /** The address as a user knows it. */
    static String address(RecordedRequest request) {
        return request.address().isEmpty() ? LogText.line(request.target()) : request.address();
    }

    private static boolean isAddress(String expected, RecordedRequest request) {
        return named(expected).equals(named(request.address()))
                || plain(expected).equals(plain(request.target()));
    }

    /** Placeholders by their names alone, without defaults. */
    private static String named(String address) {
        return address.replaceAll("\\{\\{\\??([^{}:]+)(?::[^{}]*)?}}", "{{$1}}");
    }

    /** Without what changes nothing: the usual port, the path of a host alone. */
    private static String plain(String address) {
        return address.replaceFirst("^(https://[^/?#]*):443(?=[/?#]|$)", "$1")
                .replaceFirst("^(http://[^/?#]*):80(?=[/?#]|$)", "$1")
                .replaceFirst("^(https?://[^/?#]*)/?$", "$1/");
    }

    private static Optional<Mismatch> header(ExpectedSend.Header expected, Map<String, List<String>> headers) {
        List<String> values = headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(expected.name()))
                .flatMap(header -> header.getValue().stream())
                .toList();
        boolean right =
                switch (expected.rule()) {
                    case ABSENT -> values.isEmpty();
                    case EQUAL ->
                        values.contains(expected.value())
                                || String.join(", ", values).equals(expected.value());
                    case MATCHES ->
                        values.stream()
                                .anyMatch(Pattern.compile(expected.value(), Pattern.DOTALL)
                                        .asMatchPredicate());
                };
        boolean secret = CREDENTIALS.contains(expected.name().toLowerCase(Locale.ROOT));
        String came = values.isEmpty() ? "no such header came" : "came " + cut(String.join(", ", values), secret);
        String wanted = expected.rule() == ExpectedSend.Rule.ABSENT ? "none" : cut(expected.value(), secret);
        return right
                ? Optional.empty()
                : Optional.of(new Mismatch(
                        expected.line(), "header " + expected.name() + ": expected " + wanted + ", " + came));
    }

    private static String cut(String text, boolean secret) {
        String shown = secret ? Secrets.MASK : text;
        return shown.length() <= SHOWN ? shown : shown.substring(0, SHOWN) + "…";
    }

    private static Optional<Mismatch> body(ExpectedSend.Body expected, byte[] bytes) {
        String body = new String(bytes, StandardCharsets.UTF_8);
        if (expected instanceof ExpectedSend.Body.Text text) {
            boolean right = text.part()
                    ? body.contains(text.value())
                    : body.strip().equals(text.value().strip());
            return right
                    ? Optional.empty()
                    : Optional.of(new Mismatch(
                            text.line(),
                            text.part() ? "the body does not contain the text" : "the body is not the text",
                            TextDifference.lines(text.value().strip(), body.strip())));
        }
        return json((ExpectedSend.Body.Json) expected, bytes, body);
    }

    private static Optional<Mismatch> json(ExpectedSend.Body.Json expected, byte[] bytes, String body) {
        try {
            JsonNode actual = YamlJson.MAPPER.readTree(bytes);
            if (actual.isMissingNode()) {
                return Optional.of(new Mismatch(expected.line(), "body: the body is empty"));
            }
            return JsonDifference.first(expected.value(), actual, expected.part())
                    .map(first -> new Mismatch(
                            expected.line(),
                            "body: " + first.path() + ": " + first.words(),
                            TextDifference.lines(
                                    pretty(expected.value()),
                                    pretty(JsonDifference.aligned(expected.value(), actual, expected.part())))));
        } catch (IOException e) {
            return Optional.of(new Mismatch(expected.line(), "body: the body is no JSON: " + cut(body, false)));
        }
    }

    private static String pretty(JsonNode json) {
        try {
            return YamlJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
