package io.github.tektoncourier.kamelet.http;

import java.io.IOException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/** Adds the header {@code Authorization} inside of the client, so that Camel has it in no log line and no error. */
interface AuthorizationHeader extends ExecChainHandler {

    /**
     * The value for the request that is about to go out.
     *
     * @return null for none
     * @throws IOException where it could not be had
     * @throws TokenRefusedException where an authority gives none
     */
    @Nullable
    String value() throws IOException;

    /** The receiver answered 401 to this value. */
    default void refused(String value) {}

    @Override
    default ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        String value = value();
        if (value != null) {
            request.setHeader(HttpHeaders.AUTHORIZATION, value);
        }
        ClassicHttpResponse response = chain.proceed(request, scope);
        if (value != null && response.getCode() == HttpStatus.SC_UNAUTHORIZED) {
            refused(value);
        }
        return response;
    }
}
