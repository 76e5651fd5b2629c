package io.github.tektoncourier.cluster;

import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** A TLS context that makes its engines by a rule of ours. */
final class EngineContext extends SSLContext {

    /** Makes an engine for a client's connection. */
    interface Engines {
        SSLEngine create(SSLContext inner, @Nullable String host, int port);
    }

    private EngineContext(SSLContext inner, Engines engines) {
        super(new Spi(inner, engines), inner.getProvider(), inner.getProtocol());
    }

    /**
     * Connections ask for a server of another name than the address has, and hold its certificate to that name: a
     * kubeconfig's {@code tls-server-name}. An engine takes its peer's name for both (JSSE guide, SNI).
     */
    static SSLContext named(SSLContext inner, String name) {
        return new EngineContext(inner, (context, host, port) -> context.createSSLEngine(name, port));
    }

    /** Connections offer ChaCha20 before AES; see {@link ChaChaFirstEngine}. */
    static SSLContext chaChaFirst(SSLContext inner) {
        return new EngineContext(
                inner,
                (context, host, port) -> new ChaChaFirstEngine(
                        host == null ? context.createSSLEngine() : context.createSSLEngine(host, port)));
    }

    private static final class Spi extends SSLContextSpi {
        private final SSLContext inner;
        private final Engines engines;

        Spi(SSLContext inner, Engines engines) {
            this.inner = inner;
            this.engines = engines;
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            return engines.create(inner, host, port);
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return engines.create(inner, null, -1);
        }

        @Override
        protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random) {
            throw new UnsupportedOperationException("it is initialised already");
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            throw new UnsupportedOperationException("it makes engines only");
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            throw new UnsupportedOperationException("it makes engines only");
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return inner.getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return inner.getClientSessionContext();
        }

        @Override
        protected SSLParameters engineGetDefaultSSLParameters() {
            return inner.getDefaultSSLParameters();
        }

        @Override
        protected SSLParameters engineGetSupportedSSLParameters() {
            return inner.getSupportedSSLParameters();
        }
    }
}
