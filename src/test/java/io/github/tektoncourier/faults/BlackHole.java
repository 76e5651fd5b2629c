package io.github.tektoncourier.faults;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A TCP proxy in front of a server that can swallow packets: connections stay open, and nothing gets through. */
final class BlackHole implements AutoCloseable {

    private final URI target;
    private final ServerSocket listening;
    private final ExecutorService threads = Executors.newCachedThreadPool(BlackHole::daemon);
    private final Set<Pipe> pipes = ConcurrentHashMap.newKeySet();
    private volatile boolean all;

    BlackHole(URI target) {
        this.target = target;
        try {
            listening = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** The connections that there are go dead; new ones work, as behind a router that lost its table. */
    void swallowOld() {
        pipes.forEach(pipe -> pipe.dead = true);
    }

    /** New ones go dead, too. */
    void swallowAll() {
        all = true;
        swallowOld();
    }

    /** New connections work again; dead ones stay dead. */
    void lift() {
        all = false;
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Pipe pipe = new Pipe(listening.accept(), new Socket(target.getHost(), target.getPort()));
                pipe.dead = all;
                pipes.add(pipe);
                threads.execute(() -> pipe.carry(pipe.client, pipe.server));
                threads.execute(() -> pipe.carry(pipe.server, pipe.client));
            } catch (IOException e) {
                // closed, or the server is away: the next one may be luckier
            }
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "black-hole");
        thread.setDaemon(true);
        return thread;
    }

    private final class Pipe implements Closeable {
        private final Socket client;
        private final Socket server;
        private volatile boolean dead;

        Pipe(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        /** A close of one side reaches the other only while the connection lives. */
        void carry(Socket from, Socket to) {
            byte[] bytes = new byte[64 * 1024];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                    if (!dead) {
                        out.write(bytes, 0, count);
                    }
                }
            } catch (IOException e) {
                // that side is gone
            }
            if (!dead) {
                close();
            }
        }

        @Override
        public void close() {
            pipes.remove(this);
            for (Socket socket : new Socket[] {client, server}) {
                try {
                    socket.close();
                } catch (IOException e) {
                    // it is closed then
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        pipes.forEach(Pipe::close);
        threads.shutdownNow();
    }
}
