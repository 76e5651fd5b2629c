package io.github.tektoncourier.kamelet.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.tektoncourier.kamelet.PipeText;
import io.github.tektoncourier.kamelet.SecretParameters;
import io.github.tektoncourier.kamelet.tls.TlsStores;
import java.time.Clock;
import java.util.Base64;
import java.util.Objects;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.jspecify.annotations.Nullable;

/** How a sink shows a receiver that it is the one it says it is: a header, a signature, a certificate. */
abstract class HttpAuthentication implements CamelContextAware {

    private static final Pattern HEADER = Pattern.compile("[\\t -~]*");

    private @Nullable CamelContext camelContext;
    private @Nullable String bearerToken;
    private @Nullable String username;
    private @Nullable String password;
    private @Nullable String oauth2TokenUrl;
    private @Nullable String oauth2ClientId;
    private @Nullable String oauth2ClientSecret;
    private @Nullable String oauth2Scope;
    private @Nullable String signingSecret;
    private @Nullable String keyStore;
    private @Nullable String keyStorePassword;
    private @Nullable String trustStore;
    private @Nullable String trustStorePassword;

    @Override
    public @Nullable CamelContext getCamelContext() {
        return camelContext;
    }

    @Override
    public void setCamelContext(@Nullable CamelContext camelContext) {
        this.camelContext = camelContext;
        SecretParameters.maskIn(camelContext);
    }

    public void setBearerToken(@Nullable String bearerToken) {
        this.bearerToken = blankToNull(bearerToken);
    }

    public void setUsername(@Nullable String username) {
        this.username = blankToNull(username);
    }

    public void setPassword(@Nullable String password) {
        this.password = blankToNull(password);
    }

    /** The authority's token endpoint. */
    public void setOauth2TokenUrl(@Nullable String url) {
        this.oauth2TokenUrl = blankToNull(url);
    }

    public void setOauth2ClientId(@Nullable String id) {
        this.oauth2ClientId = blankToNull(id);
    }

    public void setOauth2ClientSecret(@Nullable String secret) {
        this.oauth2ClientSecret = blankToNull(secret);
    }

    /** Several are separated by blanks. */
    public void setOauth2Scope(@Nullable String scope) {
        this.oauth2Scope = blankToNull(scope);
    }

    /** As {@link WebhookSignature#of} takes it. */
    public void setSigningSecret(@Nullable String secrets) {
        this.signingSecret = blankToNull(secrets);
    }

    /** As {@link TlsStores} takes it. */
    public void setKeyStore(@Nullable String files) {
        this.keyStore = blankToNull(files);
    }

    public void setKeyStorePassword(@Nullable String password) {
        this.keyStorePassword = blankToNull(password);
    }

    /** As {@link TlsStores} takes it. */
    public void setTrustStore(@Nullable String files) {
        this.trustStore = blankToNull(files);
    }

    public void setTrustStorePassword(@Nullable String password) {
        this.trustStorePassword = blankToNull(password);
    }

    /** Whether the receiver learns something that only a receiver of the operator's choice may learn. */
    boolean identifies() {
        return bearerToken != null
                || username != null
                || oauth2TokenUrl != null
                || signingSecret != null
                || keyStore != null;
    }

    /**
     * Checks what is set: that it goes together, that secrets have their form, and that files are there.
     *
     * @throws IllegalArgumentException names the parameter and says what is wrong
     */
    public void checkAuthentication() {
        AuthorizationHeader unusedHeader = authorization(null);
        WebhookSignature unusedSignature = signature();
        tls().check();
    }

    /** Files are for connections: where nothing is sent they need not be there. */
    TlsStores tls() {
        TlsStores stores = TlsStores.of(
                written(keyStore), written(keyStorePassword), written(trustStore), written(trustStorePassword));
        return HttpRecorder.of(camelContext) == null ? stores : TlsStores.NONE;
    }

    @Nullable
    WebhookSignature signature() {
        String secrets = written(signingSecret);
        return secrets == null ? null : WebhookSignature.of(secrets, clock());
    }

    /**
     * The header's value of each request.
     *
     * @param userInfo user and password that the address has
     * @throws IllegalArgumentException when parameters do not go together, or one cannot stand in a header
     */
    AuthorizationHeader authorization(@Nullable String userInfo) {
        String token = written(bearerToken);
        String user = written(username);
        if (token != null && user != null) {
            throw new IllegalArgumentException("Set either bearerToken or username and password, not both");
        }
        if (oauth2TokenUrl != null || oauth2ClientId != null || oauth2ClientSecret != null || oauth2Scope != null) {
            return oauth2(token != null || user != null);
        }
        String fixed = token != null ? bearer(token) : user != null ? basic(user) : encoded(userInfo);
        return () -> fixed;
    }

    private AuthorizationHeader oauth2(boolean beside) {
        String id = written(oauth2ClientId);
        String secret = written(oauth2ClientSecret);
        HttpAddress authority = oauth2TokenUrl == null ? null : authority(oauth2TokenUrl);
        if (authority == null || id == null || secret == null) {
            throw new IllegalArgumentException("oauth2TokenUrl, oauth2ClientId and oauth2ClientSecret go together, and"
                    + " oauth2Scope with them. Set all three, or none");
        }
        if (beside) {
            throw new IllegalArgumentException(
                    "Set either oauth2TokenUrl, or bearerToken, or username and password: each gives the same header");
        }
        if (HttpRecorder.of(camelContext) != null) {
            return () -> "Bearer oauth2-token"; // nothing is asked where nothing is sent
        }
        String scope = Objects.requireNonNullElse(written(oauth2Scope), "");
        return new OAuth2Tokens(
                new TokenRequest(
                        authority, new TokenRequest.Client(id, secret, scope), () -> tokenClient(authority), clock()),
                clock());
    }

    /**
     * Reads the address of an authority.
     *
     * @throws IllegalArgumentException says what is wrong with it
     */
    static HttpAddress authority(String url) {
        HttpAddress authority;
        try {
            authority = HttpAddress.parse(url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "oauth2TokenUrl: " + String.valueOf(e.getMessage()).replace("The sink's URL", "It"));
        }
        if (!authority.fixed() || authority.userInfo() != null) {
            throw new IllegalArgumentException(
                    "oauth2TokenUrl takes neither {name} nor a user. Write oauth2ClientId and" + " oauth2ClientSecret");
        }
        return authority;
    }

    /** A client as bounded as the sink's own, for one request to the authority. */
    abstract CloseableHttpClient tokenClient(HttpAddress authority);

    private static String bearer(String token) {
        if (!HEADER.matcher(token).matches()) {
            throw new IllegalArgumentException("bearerToken has a control character, or one beyond ASCII. No HTTP"
                    + " header carries such; check whether it is the token alone");
        }
        return "Bearer " + token;
    }

    private @Nullable String basic(String user) {
        if (user.contains(":")) {
            throw new IllegalArgumentException("username has a colon, which ends a user's name in HTTP Basic"
                    + " authentication (RFC 7617). What is behind it would be read as the password");
        }
        return encoded(user + ":" + Objects.requireNonNullElse(written(password), ""));
    }

    private static @Nullable String encoded(@Nullable String userInfo) {
        return userInfo == null ? null : "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(UTF_8));
    }

    private @Nullable String written(@Nullable String value) {
        return value == null ? null : PipeText.of(camelContext, value);
    }

    private Clock clock() {
        Clock bound = camelContext == null ? null : camelContext.getRegistry().findSingleByType(Clock.class);
        return bound == null ? Clock.systemUTC() : bound;
    }

    static @Nullable String blankToNull(@Nullable String value) {
        return value == null || value.isBlank() ? null : value;
    }
}
