package io.github.tektoncourier.kamelet.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** A real HTTP proxy, for tunnels and for plain requests; whatever host is asked for, it goes to one port of this machine. */
final class ForwardProxy implements AutoCloseable {

    private final ServerSocket door;
    private final int behind;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile String refusal = "";
    private volatile String more = "";

    /** How much of an answer without end was taken. */
    final AtomicLong taken = new AtomicLong();

    /** What came first on each connection. */
    final List<String> heads = new CopyOnWriteArrayList<>();

    ForwardProxy(int behind) {
        this.behind = behind;
        try {
            door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    /** From now on each request gets this answer, and its connection is kept open. */
    void refuse(String answer) {
        refusal = answer;
    }

    /** From now on each request gets this answer, whose last part is repeated for as long as it is taken. */
    void refuseWithoutEnd(String head, String part) {
        more = part;
        refusal = head;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            StringBuilder head = new StringBuilder();
            while (!head.toString().endsWith("\r\n\r\n")) {
                int read = client.getInputStream().read();
                if (read < 0) {
                    return;
                }
                head.append((char) read);
            }
            heads.add(head.toString());
            if (!refusal.isEmpty()) {
                client.getOutputStream().write(refusal.getBytes(ISO_8859_1));
                goOn(client.getOutputStream());
                client.setSoTimeout(30_000);
                client.getInputStream().transferTo(OutputStream.nullOutputStream());
                return;
            }
            join(client, head.toString());
        } catch (IOException e) {
            // it has gone
        }
    }

    private void goOn(OutputStream out) throws IOException {
        byte[] part = more.getBytes(ISO_8859_1);
        while (part.length > 0) {
            out.write(part);
            taken.addAndGet(part.length);
        }
    }

    private void join(Socket client, String head) throws IOException {
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), behind)) {
            if (head.startsWith("CONNECT ")) {
                client.getOutputStream().write("HTTP/1.1 200 Established\r\n\r\n".getBytes(ISO_8859_1));
            } else {
                server.getOutputStream().write(head.getBytes(ISO_8859_1));
            }
            threads.execute(() -> pump(server, client));
            pump(client, server);
        }
    }

    private static void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // one of them has gone
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        threads.shutdownNow();
    }
}
