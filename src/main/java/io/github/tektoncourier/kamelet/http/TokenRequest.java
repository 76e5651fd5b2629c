package io.github.tektoncourier.kamelet.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.tektoncourier.cloudevent.RetryAfter;
import io.github.tektoncourier.text.LogText;
import java.io.IOException;
import java.net.URLEncoder;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.entity.UrlEncodedFormEntity;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.message.BasicNameValuePair;

/**
 * Asks an authority for a token by OAuth 2's client credentials (RFC 6749, 4.4). Id and secret go in the header, as every
 * authority must take them, and into the form for those that want them there alone.
 */
final class TokenRequest implements OAuth2Tokens.Authority {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** RFC 6750, 2.1. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]{1,16384}=*");

    private static final Pattern CODE = Pattern.compile("[a-z0-9_]{1,64}");
    private static final int WORDS = 200;
    private static final int MOST_BYTES = 64 * 1024;

    /**
     * How the courier is known to an authority.
     *
     * @param scope empty for the authority's own
     */
    record Client(String id, String secret, String scope) {

        /** Shows no secret. */
        @Override
        public String toString() {
            return id;
        }
    }

    private final HttpAddress url;
    private final Client client;
    private final Supplier<CloseableHttpClient> http;
    private final Clock clock;
    private boolean inForm;

    /** @param http makes a client for one request; one an hour is not worth a connection */
    TokenRequest(HttpAddress url, Client client, Supplier<CloseableHttpClient> http, Clock clock) {
        this.url = url;
        this.client = client;
        this.http = http;
        this.clock = clock;
    }

    /** What was answered. */
    private record Answer(int status, JsonNode body, int retryAfter) {

        boolean ok() {
            return status / 100 == 2;
        }

        String text(String name) {
            return body.path(name).asText("");
        }
    }

    @Override
    public OAuth2Tokens.Token token() throws IOException {
        Instant from = clock.instant();
        Answer answer = ask(inForm);
        if (!answer.ok() && (answer.status() == 401 || answer.text("error").equals("invalid_client"))) {
            Answer other = ask(!inForm);
            if (other.ok()) {
                inForm = !inForm;
                answer = other;
            }
        }
        if (!answer.ok()) {
            throw refused(answer);
        }
        String token = answer.text("access_token");
        String type = answer.text("token_type");
        if (!TOKEN.matcher(token).matches() || !(type.isEmpty() || type.equalsIgnoreCase("bearer"))) {
            throw new TokenRefusedException(
                    "The authority " + url.origin() + " answers " + answer.status() + " without a bearer token. Check"
                            + " whether oauth2TokenUrl is its token endpoint",
                    0);
        }
        return OAuth2Tokens.Token.living(token, answer.body().path("expires_in").asLong(0), from);
    }

    private Answer ask(boolean form) throws IOException {
        HttpPost request = new HttpPost(url.origin() + url.target());
        List<NameValuePair> fields = new ArrayList<>();
        fields.add(new BasicNameValuePair("grant_type", "client_credentials"));
        if (!client.scope().isEmpty()) {
            fields.add(new BasicNameValuePair("scope", client.scope()));
        }
        if (form) {
            fields.add(new BasicNameValuePair("client_id", client.id()));
            fields.add(new BasicNameValuePair("client_secret", client.secret()));
        } else {
            request.setHeader(HttpHeaders.AUTHORIZATION, basic());
        }
        request.setHeader(HttpHeaders.ACCEPT, "application/json");
        request.setEntity(new UrlEncodedFormEntity(fields, UTF_8));
        try (CloseableHttpClient one = http.get()) {
            return one.execute(request, this::read);
        } catch (IOException e) {
            throw new IOException("The authority " + url.origin() + " gives no token: " + e.getMessage(), e);
        }
    }

    private String basic() {
        String both = URLEncoder.encode(client.id(), UTF_8) + ":" + URLEncoder.encode(client.secret(), UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(UTF_8));
    }

    private Answer read(ClassicHttpResponse response) throws IOException {
        byte[] body =
                response.getEntity() == null ? new byte[0] : EntityUtils.toByteArray(response.getEntity(), MOST_BYTES);
        Header retryAfter = response.getFirstHeader(HttpHeaders.RETRY_AFTER);
        return new Answer(
                response.getCode(),
                json(body == null ? new byte[0] : body),
                retryAfter == null ? 0 : RetryAfter.seconds(retryAfter.getValue(), clock));
    }

    private static JsonNode json(byte[] body) throws IOException {
        try {
            JsonNode read = JSON.readTree(body);
            return read == null ? JSON.missingNode() : read;
        } catch (JsonProcessingException e) {
            return JSON.missingNode(); // a page for people
        }
    }

    private TokenRefusedException refused(Answer answer) {
        String code = answer.text("error");
        String words = LogText.line(answer.text("error_description"), WORDS);
        String said = (CODE.matcher(code).matches() ? " " + code : "") + (words.isEmpty() ? "" : " (" + words + ")");
        String remedy =
                switch (code) {
                    case "invalid_scope" -> ". Check oauth2Scope";
                    case "unauthorized_client", "unsupported_grant_type" ->
                        ". Allow this client the grant client_credentials at the authority";
                    default ->
                        answer.status() / 100 == 5 || answer.status() == 429
                                ? ""
                                : ". Check oauth2ClientId, oauth2ClientSecret and oauth2TokenUrl";
                };
        return new TokenRefusedException(
                "The authority " + url.origin() + " gives no token: HTTP " + answer.status() + said + remedy,
                answer.retryAfter());
    }
}
