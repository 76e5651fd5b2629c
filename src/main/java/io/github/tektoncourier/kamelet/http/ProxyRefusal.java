package io.github.tektoncourier.kamelet.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpStatus;

/**
 * Tells the failures of a proxy from those of a receiver, and the answer of one that opens no tunnel from a receiver's. Such a 400 is no word about an event, which it would
 * end; it is a way that is closed, and tried again.
 */
final class ProxyRefusal implements ExecChainHandler {

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        HttpHost proxy = scope.route.getProxyHost();
        ClassicHttpResponse response;
        try {
            response = chain.proceed(request, scope);
        } catch (ConnectException | ConnectTimeoutException | UnknownHostException e) {
            if (proxy == null) {
                throw e;
            }
            throw new IOException(
                    "The proxy in front of " + scope.route.getTargetHost().toHostString() + " cannot be reached: "
                            + e.getMessage(),
                    e);
        }
        if (proxy == null || !refused(response, scope)) {
            return response;
        }
        scope.execRuntime.discardEndpoint(); // a refusal without a body holds its connection
        throw new IOException("The proxy " + proxy.toHostString() + " does not let requests through to "
                + scope.route.getTargetHost().toHostString() + ": it answers " + response.getCode()
                + ". Check the proxy's rules, and its address, user and password in HTTPS_PROXY or HTTP_PROXY (or where"
                + " else it is set)");
    }

    private static boolean refused(ClassicHttpResponse response, ExecChain.Scope scope) {
        return !ShortAnswer.came(scope.clientContext)
                || (!scope.route.isTunnelled() && response.getCode() == HttpStatus.SC_PROXY_AUTHENTICATION_REQUIRED);
    }
}
