package io.github.tektoncourier.demo.receivers;

import io.github.tektoncourier.demo.LocalServer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** A local HTTP endpoint that takes whatever comes, remembers it, and answers as told. */
public final class EventReceiver implements AutoCloseable {
    private final Clock clock = Clock.systemUTC();
    private final List<Received> received = new ArrayList<>();
    private final Consumer<Received> listener;
    private final LocalServer server;
    private volatile Function<Received, Answer> answers = r -> Answer.status(202);

    private EventReceiver(int port, Consumer<Received> listener) {
        this.listener = listener;
        this.server = LocalServer.start(port, this::take);
    }

    /** Starts on 127.0.0.1; port 0 takes a free one. The listener is called once per answered request. */
    public static EventReceiver start(int port, Consumer<Received> listener) {
        return new EventReceiver(port, listener);
    }

    public static EventReceiver start(int port) {
        return start(port, r -> {});
    }

    public String url() {
        return server.url();
    }

    public int port() {
        return server.port();
    }

    /** From now on every request gets this answer. */
    public void answer(Answer answer) {
        answers = r -> answer;
    }

    /** From now on the answer depends on the request (whose {@link Received#status()} is still 0). */
    public void answers(Function<Received, Answer> rule) {
        answers = rule;
    }

    /** Everything received so far, in order of arrival. */
    public List<Received> received() {
        synchronized (received) {
            return List.copyOf(received);
        }
    }

    /** Forgets what was received. */
    public void clear() {
        synchronized (received) {
            received.clear();
        }
    }

    /** Stops listening and cuts connections, as a receiver that died. */
    public void down() {
        server.down();
    }

    /** Listens again on the same port. */
    public void up() {
        server.up();
    }

    @Override
    public void close() {
        server.close();
    }

    private void take(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            Received asked = received(request, body);
            Answer answer = answers.apply(asked);
            Received answered = new Received(
                    asked.at(), asked.method(), asked.path(), asked.headers(), asked.body(), answer.status());
            synchronized (received) {
                received.add(answered);
            }
            if (answer.hang()) {
                return;
            }
            if (answer.delay().isZero()) {
                give(request, answer, answered);
            } else {
                server.vertx().setTimer(answer.delay().toMillis(), t -> give(request, answer, answered));
            }
        });
    }

    private void give(HttpServerRequest request, Answer answer, Received answered) {
        if (request.response().closed()) {
            return;
        }
        answer.headers().forEach(request.response()::putHeader);
        request.response().setStatusCode(answer.status()).end(answer.body());
        listener.accept(answered);
    }

    private Received received(HttpServerRequest request, Buffer body) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        request.headers()
                .forEach(h -> headers.computeIfAbsent(h.getKey().toLowerCase(Locale.ROOT), k -> new ArrayList<>(1))
                        .add(h.getValue()));
        return new Received(clock.instant(), request.method().name(), request.uri(), headers, body.getBytes(), 0);
    }
}
