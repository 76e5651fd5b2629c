package io.github.tektoncourier.answers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.jspecify.annotations.Nullable;

/**
 * A real server that plays one row of the tables: with the first try of each event where it can read one, after
 * {@link #heal} with none.
 */
public final class Player implements AutoCloseable {

    /** A name that the resolver does not have. */
    public static final String NOBODY = "nobody.invalid";

    private static final long GRACE_MILLIS = 500;
    private static final String TLS = "TLS: ";
    private static final String REFUSED = "the connection is refused";
    private static final String NOT_ACCEPTED = "the connection is not accepted within 5 s";
    private static final String NO_ADDRESS = "the host has no address";
    private static final String NOT_READ = "nothing is read of a large event";
    private static final Map<String, String> CERTIFICATES = Map.of(
            "TLS: a certificate of an unknown CA", Keys.UNKNOWN,
            "TLS: an expired certificate", Keys.EXPIRED,
            "TLS: a certificate for another host", Keys.FOREIGN);

    private final Answer row;
    private final @Nullable Keys keys;
    private final boolean webhook;
    private final Consumer<Talk.Request> accepted;
    private final Set<String> tried = ConcurrentHashMap.newKeySet();
    private final AtomicInteger tooSoon = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<Socket> fillers = new ArrayList<>();
    private volatile long firstAt;
    private volatile boolean healed;
    private @Nullable ServerSocket server;
    private int port;

    /** Plays a row; keys are needed for those about TLS only. */
    public Player(Answer row, @Nullable Keys keys, boolean webhook, Consumer<Talk.Request> accepted) {
        this.row = row;
        this.keys = keys;
        this.webhook = webhook;
        this.accepted = accepted;
        listen();
        if (row.what().equals(REFUSED)) {
            close();
        } else if (row.what().equals(NOT_ACCEPTED)) {
            fill();
        }
    }

    /** Rows that need an event larger than what sockets buffer. */
    public static boolean wantsLarge(Answer row) {
        return row.what().endsWith(NOT_READ);
    }

    public String url() {
        boolean https = tls() && !row.what().equals("TLS: TLS behind `http`");
        return (https ? "https://" : "http://") + (row.what().equals(NO_ADDRESS) ? NOBODY : "localhost") + ":" + port
                + "/events";
    }

    public int requests() {
        return requests.get();
    }

    /** Requests while it had asked to be left alone. */
    public int tooSoon() {
        return tooSoon.get();
    }

    public int connections() {
        return connections.get();
    }

    /** Takes everything from now on, at the same address. */
    public synchronized void heal() {
        if (healed || row.happens() == Answer.Happens.DELIVERED) {
            return;
        }
        healed = true;
        if (tls() || row.what().equals(REFUSED) || row.what().equals(NOT_ACCEPTED)) {
            close();
            listen();
        }
    }

    private boolean tls() {
        return row.what().startsWith(TLS);
    }

    private synchronized void listen() {
        try {
            ServerSocket listening = port == 0 ? listenAnywhere() : listenAgain();
            port = listening.getLocalPort();
            server = listening;
            if (!row.what().equals(NOT_ACCEPTED) || healed) {
                start(() -> accept(listening));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(row + " on port " + port, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private ServerSocket listen(int where) throws IOException, GeneralSecurityException {
        ServerSocket listening = serverSocket();
        listening.setReuseAddress(true);
        listening.bind(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), where),
                row.what().equals(NOT_ACCEPTED) && !healed ? 1 : 512);
        return listening;
    }

    /** The thread that waited at the closed socket may hold it for a moment longer. */
    private ServerSocket listenAgain() throws IOException, GeneralSecurityException {
        for (int n = 0; ; n++) {
            try {
                return listen(port);
            } catch (BindException held) {
                if (n == 100) {
                    throw held;
                }
                LockSupport.parkNanos(20_000_000);
            }
        }
    }

    /** Below the ports that the kernel gives to clients: one of those would take it while nothing listens. */
    private ServerSocket listenAnywhere() throws IOException, GeneralSecurityException {
        while (true) {
            try {
                return listen(ThreadLocalRandom.current().nextInt(15_000, 30_000));
            } catch (BindException taken) {
                continue;
            }
        }
    }

    private ServerSocket serverSocket() throws IOException, GeneralSecurityException {
        boolean behindHttp = row.what().equals("TLS: TLS behind `http`");
        boolean plain = !tls()
                || (healed && behindHttp)
                || (!healed
                        && (row.what().endsWith("no TLS behind `https`")
                                || row.what().endsWith("nothing is said")));
        if (plain || keys == null) {
            return new ServerSocket();
        }
        SSLContext context = keys.context(healed ? Keys.GOOD : CERTIFICATES.getOrDefault(row.what(), Keys.GOOD));
        SSLServerSocket secure =
                (SSLServerSocket) context.getServerSocketFactory().createServerSocket();
        secure.setNeedClientAuth(!healed && row.what().equals("TLS: a client certificate is wanted"));
        return secure;
    }

    /** Connects until the kernel takes no more. */
    private void fill() {
        try {
            for (int n = 0; n < 50; n++) {
                Socket filler = new Socket();
                fillers.add(filler);
                filler.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 300);
            }
            throw new AssertionError("the backlog of a server that accepts nothing is never full");
        } catch (SocketTimeoutException full) {
            return; // what was wanted
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket listening) {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                open.add(socket);
                connections.incrementAndGet();
                start(() -> talk(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void talk(Socket socket) {
        try (socket) {
            Talk talk = new Talk(socket);
            if (!healed && row.what().endsWith(NOT_READ)) {
                if (tls()) {
                    socket.getInputStream().read(); // the handshake, no more
                }
                talk.sleep();
            } else if (!healed && row.what().endsWith("nothing is said")) {
                talk.sleep();
            }
            for (Talk.Request request = talk.request(); request != null; request = talk.request()) {
                requests.incrementAndGet();
                reply(request, talk);
            }
        } catch (IOException left) {
            return; // the client, or close()
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    private void reply(Talk.Request request, Talk talk) throws IOException, InterruptedException {
        boolean takes = healed || row.happens() == Answer.Happens.DELIVERED || (again(request) && mayTake(request));
        if (takes) {
            accepted.accept(request);
        }
        if (takes && row.happens() != Answer.Happens.DELIVERED) {
            String words = row.slacks() ? (webhook ? "ok" : "{\"ok\":true}") : "";
            talk.answer(row.slacks() ? 200 : 202, words);
        } else {
            Reply.of(row, webhook).to(request, talk);
        }
    }

    /** Whether it is no first try; where the row asks for time, of any event. */
    private boolean again(Talk.Request request) {
        if (row.pauseSeconds() > 0) {
            long now = System.nanoTime();
            firstAt = firstAt == 0 ? now : firstAt;
            long since = (now - firstAt) / 1_000_000;
            tooSoon.addAndGet(since > GRACE_MILLIS && since < row.pauseSeconds() * 1_000L - GRACE_MILLIS ? 1 : 0);
            return since > GRACE_MILLIS;
        }
        return !tried.add(id(request));
    }

    /** What tells one event from others; a message to Slack has only its text. */
    public static String id(Talk.Request request) {
        String id = request.header("ce-id");
        return id.isEmpty() ? Integer.toString(Arrays.hashCode(request.body())) : id;
    }

    private boolean mayTake(Talk.Request request) {
        return switch (row.happens()) {
            case TRIMMED -> request.header("ce-trimmed").equals("true");
            case DEAD -> false;
            default -> true;
        };
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "player");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public synchronized void close() {
        try {
            if (server != null) {
                server.close();
            }
            hangUp();
            for (Socket filler : fillers) {
                filler.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void hangUp() {
        for (Socket socket : open) {
            try {
                socket.setSoLinger(true, 0);
                socket.close();
            } catch (IOException left) {
                continue; // by itself
            }
        }
    }
}
