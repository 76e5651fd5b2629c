package io.github.tektoncourier.routes.check.kamelet;

import io.github.tektoncourier.kamelet.http.HttpReceiver;
import io.github.tektoncourier.kamelet.kafka.KafkaSecurity;
import io.github.tektoncourier.routes.check.file.Findings;
import java.util.Comparator;
import org.apache.camel.CamelContext;

/** Says of a sink's credentials what the Kamelet's own bean says, which shows nothing of them. */
final class AuthenticationCheck {

    private final Findings findings;
    private final CamelContext context;

    AuthenticationCheck(Findings findings, CamelContext context) {
        this.findings = findings;
        this.context = context;
    }

    void http(KameletUse use) {
        HttpReceiver receiver = new HttpReceiver();
        receiver.setCamelContext(context);
        use.text("oauth2TokenUrl").ifPresent(receiver::setOauth2TokenUrl);
        use.text("oauth2ClientId").ifPresent(receiver::setOauth2ClientId);
        use.text("oauth2ClientSecret").ifPresent(receiver::setOauth2ClientSecret);
        use.text("oauth2Scope").ifPresent(receiver::setOauth2Scope);
        use.text("signingSecret").ifPresent(receiver::setSigningSecret);
        use.text("keyStore").ifPresent(receiver::setKeyStore);
        use.text("keyStorePassword").ifPresent(receiver::setKeyStorePassword);
        use.text("trustStore").ifPresent(receiver::setTrustStore);
        use.text("trustStorePassword").ifPresent(receiver::setTrustStorePassword);
        if (use.text("oauth2TokenUrl").isPresent()) { // elsewhere their own checks say more
            use.text("bearerToken").ifPresent(receiver::setBearerToken);
            use.text("username").ifPresent(receiver::setUsername);
        }
        say(use, receiver::checkAuthentication);
        signed(use);
    }

    void kafka(KameletUse use) {
        KafkaSecurity security = new KafkaSecurity();
        security.setCamelContext(context);
        use.text("securityProtocol").ifPresent(security::setSecurityProtocol);
        use.text("saslMechanism").ifPresent(security::setSaslMechanism);
        use.text("username").ifPresent(security::setUsername);
        use.text("password").ifPresent(security::setPassword);
        use.text("keyStore").ifPresent(security::setKeyStore);
        use.text("keyStorePassword").ifPresent(security::setKeyStorePassword);
        use.text("trustStore").ifPresent(security::setTrustStore);
        use.text("trustStorePassword").ifPresent(security::setTrustStorePassword);
        say(use, security::check);
        boolean readable = use.text("securityProtocol").orElse("").equals("SASL_PLAINTEXT")
                && use.text("saslMechanism").orElse("PLAIN").equals("PLAIN");
        if (readable) {
            findings.warn(
                    use.line("securityProtocol"),
                    "The password goes to the brokers unencrypted: anyone on the way can read it. Write SASL_SSL, or"
                            + " saslMechanism: SCRAM-SHA-512, where the brokers offer it.");
        }
    }

    private void say(KameletUse use, Runnable check) {
        try {
            check.run();
        } catch (IllegalArgumentException e) {
            String what = String.valueOf(e.getMessage());
            int line = use.values().keySet().stream()
                    .filter(what::contains)
                    .min(Comparator.comparingInt(what::indexOf))
                    .map(use::line)
                    .orElse(use.line());
            if (findings.errorAt(line)) {
                return; // the type says it already
            }
            findings.error(line, what.replaceFirst("\\.*$", "."));
        }
    }

    private void signed(KameletUse use) {
        boolean twice = use.text("signingSecret").isPresent()
                && use.text("headers").orElse("").matches("(?i).*\\bwebhook-(id|timestamp|signature)\\b.*");
        if (twice) {
            findings.error(
                    use.line("headers"),
                    "headers names a header that signingSecret sets for each request. Take it out of headers.");
        }
    }
}
