package io.github.tektoncourier.cluster;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.X509ExtendedKeyManager;

/** When a client certificate ends. */
record Expiry(Instant at) {

    private static final String[] TYPES = {"RSA", "EC", "EdDSA"};

    static Optional<Expiry> of(X509ExtendedKeyManager keys) {
        return Stream.of(TYPES)
                .map(type -> keys.getClientAliases(type, null))
                .filter(aliases -> aliases != null && aliases.length > 0)
                .map(aliases -> keys.getCertificateChain(aliases[0]))
                .filter(chain -> chain != null && chain.length > 0)
                .map((X509Certificate[] chain) ->
                        new Expiry(chain[0].getNotAfter().toInstant()))
                .findFirst();
    }

    boolean within(Duration time) {
        return Instant.now().plus(time).isAfter(at);
    }
}
