package io.github.tektoncourier.kamelet.http;

import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.io.ConnectionEndpoint;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.io.LeaseRequest;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** Connections that lead to a recorder: what comes here is what would be written to the network. */
final class RecordingConnections implements HttpClientConnectionManager {

    private final HttpRecorder recorder;

    RecordingConnections(HttpRecorder recorder) {
        this.recorder = recorder;
    }

    @Override
    public LeaseRequest lease(String id, HttpRoute route, Timeout timeout, @Nullable Object state) {
        Recorded endpoint = new Recorded(route);
        return new LeaseRequest() {
            @Override
            public ConnectionEndpoint get(Timeout patience) {
                return endpoint;
            }

            @Override
            public boolean cancel() {
                return false;
            }
        };
    }

    private final class Recorded extends ConnectionEndpoint {
        private final HttpRoute route;

        private Recorded(HttpRoute route) {
            this.route = route;
        }

        @Override
        @SuppressWarnings("deprecation") // still abstract
        public ClassicHttpResponse execute(
                String id, ClassicHttpRequest request, HttpRequestExecutor executor, HttpContext context) {
            return recorder.take(route.getTargetHost().toURI(), request);
        }

        @Override
        public ClassicHttpResponse execute(
                String id, ClassicHttpRequest request, RequestExecutor executor, HttpContext context) {
            return recorder.take(route.getTargetHost().toURI(), request);
        }

        @Override
        public boolean isConnected() {
            return true;
        }

        @Override
        public void setSocketTimeout(Timeout timeout) {}

        @Override
        public void close(CloseMode mode) {}

        @Override
        public void close() {}
    }

    @Override
    public void release(ConnectionEndpoint endpoint, @Nullable Object state, TimeValue keepAlive) {}

    @Override
    public void connect(ConnectionEndpoint endpoint, TimeValue timeout, HttpContext context) {}

    @Override
    public void upgrade(ConnectionEndpoint endpoint, HttpContext context) {}

    @Override
    public void close(CloseMode mode) {}

    @Override
    public void close() {}
}
