package io.github.tektoncourier.cluster;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Shows the client certificate of the moment, where there is one. */
final class LiveKeys extends X509ExtendedKeyManager {

    private final ClusterCredentials credentials;

    LiveKeys(ClusterCredentials credentials) {
        this.credentials = credentials;
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return credentials
                .keys()
                .map(keys -> keys.chooseEngineClientAlias(keyType, issuers, engine))
                .orElse(null);
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return credentials
                .keys()
                .map(keys -> keys.chooseClientAlias(keyType, issuers, socket))
                .orElse(null);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return credentials
                .keysInUse()
                .map(keys -> keys.getCertificateChain(alias))
                .orElse(null);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return credentials.keysInUse().map(keys -> keys.getPrivateKey(alias)).orElse(null);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return credentials
                .keys()
                .map(keys -> keys.getClientAliases(keyType, issuers))
                .orElse(null);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
