package io.github.tektoncourier.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** TLS in front of a plain server; its certificate can be exchanged while it runs. */
public final class TlsFront implements AutoCloseable {

    private final ServerSocket door;
    private final URI behind;
    private final boolean clientCertificates;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private volatile Authority authority;
    private volatile List<String> enabled = List.of();

    /** Names that clients asked for in their handshakes, and the subjects of their certificates. */
    public final List<String> names = new CopyOnWriteArrayList<>();

    public final List<String> clients = new CopyOnWriteArrayList<>();

    /** What was agreed upon, where the client's order of suites counts. */
    public final List<String> suites = new CopyOnWriteArrayList<>();

    public TlsFront(Authority authority, String behind, boolean clientCertificates) {
        this.authority = authority;
        this.behind = URI.create(behind);
        this.clientCertificates = clientCertificates;
        try {
            door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        threads.execute(this::accept);
    }

    public int port() {
        return door.getLocalPort();
    }

    /** From now on only these suites. */
    void enable(String... only) {
        enabled = List.of(only);
    }

    /** From now on another CA, also for the clients; what is open is closed. */
    public void rotate(Authority next) {
        authority = next;
        open.forEach(TlsFront::close);
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket raw = door.accept();
                open.add(raw);
                threads.execute(() -> serve(raw));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket raw) {
        try (SSLSocket socket = (SSLSocket)
                        authority.server().getSocketFactory().createSocket(raw, "127.0.0.1", raw.getPort(), true);
                Socket plain = new Socket(behind.getHost(), behind.getPort())) {
            socket.setUseClientMode(false);
            socket.setNeedClientAuth(clientCertificates);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setUseCipherSuitesOrder(false);
            if (!enabled.isEmpty()) {
                parameters.setCipherSuites(enabled.toArray(String[]::new));
            }
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            suites.add(socket.getSession().getCipherSuite());
            ((ExtendedSSLSession) socket.getSession())
                    .getRequestedServerNames()
                    .forEach(name -> names.add(((SNIHostName) name).getAsciiName()));
            if (clientCertificates) {
                clients.add(socket.getSession().getPeerPrincipal().getName());
            }
            open.add(plain);
            threads.execute(() -> pump(plain, socket));
            pump(socket, plain);
        } catch (IOException e) {
            close(raw); // the client does not like what it sees, or has gone
        }
    }

    private static void pump(Socket from, Socket to) {
        byte[] buffer = new byte[8192];
        try {
            InputStream in = from.getInputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                to.getOutputStream().write(buffer, 0, read);
                to.getOutputStream().flush();
            }
        } catch (IOException e) {
            // one of them has gone
        } finally {
            close(from);
            close(to);
        }
    }

    private static void close(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // closed is closed
        }
    }

    @Override
    public void close() {
        close(door);
        open.forEach(TlsFront::close);
        threads.shutdownNow();
    }
}
