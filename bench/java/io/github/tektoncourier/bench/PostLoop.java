package io.github.tektoncourier.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.demo.Arguments;
import io.github.tektoncourier.demo.Json;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** The physical limit the courier is compared with: the same bodies through a bare pooled POST loop. */
public final class PostLoop {
    private final HttpClient client;
    private final RequestOptions target;
    private final Buffer body;
    private final long count;
    private final String prefix = UUID.randomUUID().toString();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    private PostLoop(HttpClient client, String url, long count, int bytes) {
        this.client = client;
        this.target = new RequestOptions().setMethod(HttpMethod.POST).setAbsoluteURI(url);
        this.count = count;
        byte[] run = new LoadBody(bytes)
                .draft("load", "run", UUID.randomUUID().toString(), 4)
                .stored(1)
                .json();
        this.body = Buffer.buffer("{\"taskRun\":").appendBytes(run).appendString("}");
    }

    /** {@code --url URL --count 20000 --bytes 9000 --in-flight 64 --rounds 3}; prints one JSON line per round. */
    public static void main(String[] args) {
        Arguments arguments = new Arguments(
                args, Map.of("url", "", "count", "20000", "bytes", "9000", "in-flight", "64", "rounds", "3"));
        int inFlight = arguments.number("in-flight");
        Vertx vertx = Vertx.vertx();
        HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                .setMaxPoolSize(inFlight)
                .setKeepAlive(true)
                .setTcpNoDelay(true));
        for (int i = 0; i < arguments.number("rounds"); i++) {
            PostLoop loop =
                    new PostLoop(client, arguments.text("url"), arguments.number("count"), arguments.number("bytes"));
            System.out.println(loop.run(inFlight));
        }
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private ObjectNode run(int inFlight) {
        long cpu = cpu();
        long began = System.nanoTime();
        for (int i = 0; i < inFlight; i++) {
            next();
        }
        done.join();
        long nanos = System.nanoTime() - began;
        return Json.object()
                .put("posts", count)
                .put("failed", failed.get())
                .put("millis", nanos / 1_000_000)
                .put("perSecond", Math.round(count * 1e9 / nanos))
                .put("cpuMicrosPerPost", Math.round((cpu() - cpu) / 100.0 / count) / 10.0);
    }

    private void next() {
        long n = sent.getAndIncrement();
        if (n >= count) {
            return;
        }
        client.request(target)
                .compose(request -> request.putHeader("Content-Type", "application/json")
                        .putHeader("ce-specversion", "1.0")
                        .putHeader("ce-id", prefix + "/" + n)
                        .putHeader("ce-type", "dev.tekton.event.taskrun.successful.v1")
                        .putHeader("ce-source", "/apis/tekton.dev/v1/namespaces/load/taskruns/run")
                        .send(body))
                .compose(response -> response.end().map(response.statusCode()))
                .onComplete(result -> {
                    if (result.failed() || result.result() >= 300) {
                        failed.incrementAndGet();
                    }
                    if (answered.incrementAndGet() == count) {
                        done.complete(null);
                    }
                    next();
                });
    }

    private static long cpu() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean os
                ? os.getProcessCpuTime()
                : 0;
    }
}
