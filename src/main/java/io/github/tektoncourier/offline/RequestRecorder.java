package io.github.tektoncourier.offline;

import io.github.tektoncourier.kamelet.http.HttpRecorder;
import io.github.tektoncourier.routes.check.grammar.WrittenSteps.WrittenStep;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;

/** Takes what steps of users' files are about to send, and lets each step believe that it was delivered. */
final class RequestRecorder implements HttpRecorder {

    /** Of the connection, not of the message. */
    private static final Set<String> OF_CONNECTION =
            Set.of("connection", "content-length", "transfer-encoding", "host", "user-agent", "accept-encoding");

    private final StepTrace trace;
    private final Consumer<RecordedRequest> requests;

    RequestRecorder(StepTrace trace, Consumer<RecordedRequest> requests) {
        this.trace = trace;
        this.requests = requests;
    }

    /** Answers as each receiver of the shipped Kamelets does when all is well. */
    @Override
    public ClassicHttpResponse take(String host, ClassicHttpRequest request) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (Header header : request.getHeaders()) {
            if (!OF_CONNECTION.contains(header.getName().toLowerCase(Locale.ROOT))) {
                headers.computeIfAbsent(header.getName(), any -> new ArrayList<>())
                        .add(String.valueOf(header.getValue()));
            }
        }
        add(request.getMethod(), host + request.getPath(), headers, body(request));
        ClassicHttpResponse answer = new BasicClassicHttpResponse(200, "OK");
        answer.setEntity(new StringEntity("{\"ok\":true}", ContentType.APPLICATION_JSON));
        return answer;
    }

    private static byte[] body(ClassicHttpRequest request) {
        if (request.getEntity() == null) {
            return new byte[0];
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try {
            request.getEntity().writeTo(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return body.toByteArray();
    }

    /** Records a send of the step that runs on this thread. */
    void add(String method, String target, Map<String, List<String>> headers, byte[] body) {
        Optional<StepTrace.Visit> visit = trace.sendingStep();
        Optional<WrittenStep> step = visit.map(StepTrace.Visit::written);
        String address = step.map(one -> WrittenAddress.of(one, target, trace.sendingExchange()))
                .orElse("");
        requests.accept(new RecordedRequest(
                visit.map(StepTrace.Visit::file).orElse(""),
                visit.map(StepTrace.Visit::event).orElse(SentEvent.NONE),
                step.map(WrittenAddress::step).orElse(""),
                step.map(WrittenStep::line).orElse(0),
                method,
                address,
                target,
                headers,
                body));
    }
}
