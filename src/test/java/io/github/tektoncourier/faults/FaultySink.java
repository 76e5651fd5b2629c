package io.github.tektoncourier.faults;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.tektoncourier.schema.OnTheWire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** An HTTP receiver that fails in every way a receiver can, and keeps every request that it accepted. */
final class FaultySink implements AutoCloseable {

    /**
     * One request answered with 2xx.
     *
     * @param came when it came in
     * @param nanos when it was accepted
     */
    record Accepted(
            String id,
            String type,
            String runUid,
            String sequence,
            boolean replay,
            int bodyHash,
            long came,
            long nanos) {
        String moment() {
            return runUid + " " + type;
        }
    }

    /** How it answers from now on. */
    record Behaviour(int status, long delayMillis, boolean hangs, boolean cuts) {
        static final Behaviour WELL = new Behaviour(202, 0, false, false);

        static Behaviour status(int status) {
            return new Behaviour(status, 0, false, false);
        }

        static Behaviour slow(long millis) {
            return new Behaviour(202, millis, false, false);
        }

        static final Behaviour HANGS = new Behaviour(202, 0, true, false);
        static final Behaviour CUTS = new Behaviour(202, 0, false, true);
    }

    private static final int LONGEST_ANSWERS = 5;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Accepted> accepted = new ArrayList<>();
    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final Set<InetSocketAddress> callers = ConcurrentHashMap.newKeySet();
    private final List<String> wrong = new CopyOnWriteArrayList<>();
    private final AtomicLong refused = new AtomicLong();
    private final InetAddress address;
    private final int port;
    private volatile Behaviour behaviour = Behaviour.WELL;
    private volatile boolean checks = true;
    private volatile int largest = Integer.MAX_VALUE;
    private volatile byte[] says = new byte[0];
    private @Nullable HttpServer server;
    private int answering;

    FaultySink() {
        this(InetAddress.getLoopbackAddress(), 0);
    }

    FaultySink(InetAddress address, int wanted) {
        this.address = address;
        server = listen(wanted);
        port = server.getAddress().getPort();
    }

    int port() {
        return port;
    }

    /** Holds no event against its schema: that takes seconds for a large one, and a quick receiver must be quick. */
    FaultySink unchecked() {
        checks = false;
        return this;
    }

    /** What it says to what it accepts, where its sender reads that. */
    /** Answers 413 to what is larger. */
    FaultySink limit(int bytes) {
        largest = bytes;
        return this;
    }

    FaultySink saying(String words) {
        says = words.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    String url() {
        return "http://127.0.0.1:" + port + "/events";
    }

    synchronized void behave(Behaviour now) {
        behaviour = now;
        notifyAll();
        if (server == null) {
            server = listen(port);
        }
    }

    /** Stops listening: connections are refused. What was accepted has its answer before, or its repeat would count. */
    synchronized void refuse() {
        behaviour = Behaviour.CUTS;
        notifyAll();
        try {
            for (int i = 0; i < LONGEST_ANSWERS && answering > 0; i++) {
                wait(1_000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (server != null) {
            server.stop(0);
            server = null;
        }
    }

    /** Every accepted request so far, as they came. */
    List<Accepted> accepted() {
        synchronized (accepted) {
            return List.copyOf(accepted);
        }
    }

    int count() {
        synchronized (accepted) {
            return accepted.size();
        }
    }

    /** Requests that were not accepted. */
    long refused() {
        return refused.get();
    }

    private HttpServer listen(int wanted) {
        try {
            HttpServer listening = HttpServer.create(new InetSocketAddress(address, wanted), 512);
            listening.setExecutor(threads);
            listening.createContext("/", this::answer);
            listening.start();
            return listening;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Requests that it has before it now. */
    int busy() {
        return busy.get();
    }

    /** The most that it had before it at a time. */
    int mostAtOnce() {
        return most.get();
    }

    /** Connections on which requests came. */
    int callers() {
        return callers.size();
    }

    private void answer(HttpExchange exchange) throws IOException {
        callers.add(exchange.getRemoteAddress());
        most.accumulateAndGet(busy.incrementAndGet(), Math::max);
        Behaviour now;
        try {
            now = play(exchange);
        } finally {
            busy.decrementAndGet(); // before the answer, because a client that has it may send the next one
        }
        if (now.cuts() || now.hangs()) {
            exchange.close();
            return;
        }
        try {
            byte[] words = now.status() / 100 == 2 ? says : new byte[0];
            exchange.sendResponseHeaders(now.status(), words.length == 0 ? -1 : words.length);
            if (words.length > 0) {
                exchange.getResponseBody().write(words);
            }
            exchange.close();
        } finally {
            if (now.status() / 100 == 2) {
                answered();
            }
        }
    }

    private synchronized void answered() {
        answering--;
        notifyAll();
    }

    /** Whether a request that is about to be accepted will have its answer. */
    private synchronized boolean answers() {
        if (server != null) {
            answering++;
        }
        return server != null;
    }

    private Behaviour play(HttpExchange exchange) throws IOException {
        long came = System.nanoTime();
        byte[] body = exchange.getRequestBody().readAllBytes();
        Behaviour now = body.length > largest ? Behaviour.status(413) : behaviour;
        try {
            if (now.hangs()) {
                untilItBehaves(now);
            }
            if (now.delayMillis() > 0) {
                Thread.sleep(now.delayMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        boolean accepts = !now.hangs() && !now.cuts() && now.status() / 100 == 2;
        if (accepts && !answers()) {
            return Behaviour.CUTS;
        }
        if (accepts) {
            keep(exchange.getRequestHeaders(), body, came);
        } else {
            refused.incrementAndGet();
        }
        return now;
    }

    private synchronized void untilItBehaves(Behaviour while_) throws InterruptedException {
        while (behaviour == while_) {
            wait(60_000);
        }
    }

    private void keep(Headers headers, byte[] body, long came) {
        Accepted one = new Accepted(
                header(headers, "ce-id"),
                header(headers, "ce-type"),
                header(headers, "ce-runuid"),
                header(headers, "ce-sequence"),
                "true".equals(headers.getFirst("ce-replay")),
                Arrays.hashCode(body),
                came,
                System.nanoTime());
        synchronized (accepted) {
            accepted.add(one);
        }
        if (checks) {
            check(one.id(), headers, body);
        }
    }

    private void check(String id, Headers headers, byte[] body) {
        try {
            OnTheWire.madeUp(headers, body);
        } catch (RuntimeException | Error e) {
            wrong.add(id + ": " + e);
        }
    }

    /** Events that are not as their schemas say, and why. */
    List<String> wrong() {
        return List.copyOf(wrong);
    }

    private static String header(Headers headers, String name) {
        @Nullable String value = headers.getFirst(name);
        return value == null ? "" : value;
    }

    @Override
    public synchronized void close() {
        behaviour = Behaviour.WELL;
        notifyAll();
        if (server != null) {
            server.stop(0);
        }
        threads.shutdownNow();
    }
}
