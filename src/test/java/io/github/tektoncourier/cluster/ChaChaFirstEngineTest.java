package io.github.tektoncourier.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;

class ChaChaFirstEngineTest {

    private static final String AES_128 = "TLS_AES_128_GCM_SHA256";
    private static final String AES_256 = "TLS_AES_256_GCM_SHA384";
    private static final String CHACHA = "TLS_CHACHA20_POLY1305_SHA256";

    @Test
    void suites_with_chacha_go_before_those_that_were_asked_for() throws Exception {
        SSLEngine engine = engine();

        engine.setEnabledCipherSuites(new String[] {AES_256, AES_128});

        assertThat(engine.getEnabledCipherSuites()).startsWith(CHACHA).endsWith(AES_256, AES_128);
    }

    @Test
    void parameters_are_ordered_alike_and_keep_what_else_they_say() throws Exception {
        SSLEngine engine = engine();
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setCipherSuites(new String[] {AES_128, CHACHA});
        parameters.setEndpointIdentificationAlgorithm("HTTPS");

        engine.setSSLParameters(parameters);

        assertThat(engine.getEnabledCipherSuites()).startsWith(CHACHA).endsWith(AES_128);
        assertThat(engine.getSSLParameters().getEndpointIdentificationAlgorithm())
                .isEqualTo("HTTPS");
    }

    @Test
    void a_suite_that_this_java_has_switched_off_is_not_offered() throws Exception {
        SSLEngine inner = SSLContext.getDefault().createSSLEngine("api.example.com", 443);
        inner.setEnabledCipherSuites(new String[] {AES_128});
        SSLEngine engine = new ChaChaFirstEngine(inner);

        engine.setEnabledCipherSuites(new String[] {AES_256, AES_128});

        assertThat(engine.getEnabledCipherSuites()).containsExactly(AES_256, AES_128);
    }

    private static SSLEngine engine() throws Exception {
        SSLContext context = EngineContext.chaChaFirst(SSLContext.getDefault());
        return context.createSSLEngine("api.example.com", 443);
    }
}
