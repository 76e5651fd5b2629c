package io.github.tektoncourier.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.tektoncourier.kamelet.tls.TlsStores;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChaChaRecordsTest {

    private static final String TLS = "src/test/resources/tls/";
    private static final int ROOM = 64 * 1024;

    private final ByteBuffer toServer = ByteBuffer.allocateDirect(ROOM);
    private final ByteBuffer toClient = ByteBuffer.allocateDirect(ROOM);
    private final ByteBuffer plain = ByteBuffer.allocate(ROOM);
    private SSLEngine server = engine(false);
    private SSLEngine client = new ChaChaFirstEngine(engine(true));

    @BeforeEach
    void shakeHands() throws SSLException {
        client.beginHandshake();
        server.beginHandshake();
        for (int i = 0; i < 100; i++) { // the server's last words come when the client is done
            step(client, toClient, toServer);
            step(server, toServer, toClient);
        }
        assertThat(client.getSession().getCipherSuite()).contains("CHACHA20");
    }

    @Test
    void records_of_native_memory_are_read_one_by_one() throws SSLException {
        send(new byte[] {1, 2, 3});
        send(new byte[] {4, 5});

        SSLEngineResult first = client.unwrap(toClient, plain);
        SSLEngineResult second = client.unwrap(toClient, plain);

        assertThat(first.bytesProduced()).isEqualTo(3);
        assertThat(second.bytesProduced()).isEqualTo(2);
        assertThat(plain.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}));
        assertThat(toClient.hasRemaining()).isFalse();
    }

    @Test
    void a_record_that_is_not_whole_yet_is_left_until_it_is() throws SSLException {
        send(new byte[1_000]);
        int whole = toClient.limit();

        for (int part = 0; part < whole; part += 100) {
            SSLEngineResult early = client.unwrap(toClient.limit(part), plain);
            assertThat(early.getStatus()).isEqualTo(SSLEngineResult.Status.BUFFER_UNDERFLOW);
            assertThat(toClient.position()).isZero();
        }
        SSLEngineResult complete = client.unwrap(toClient.limit(whole), plain);

        assertThat(complete.bytesProduced()).isEqualTo(1_000);
    }

    @Test
    void a_target_that_is_too_small_leaves_the_record_to_be_read_again() throws SSLException {
        send(new byte[1_000]);

        SSLEngineResult narrow = client.unwrap(toClient, ByteBuffer.allocate(10));
        SSLEngineResult wide = client.unwrap(toClient, plain);

        assertThat(narrow.getStatus()).isEqualTo(SSLEngineResult.Status.BUFFER_OVERFLOW);
        assertThat(wide.bytesProduced()).isEqualTo(1_000);
    }

    @Test
    void a_record_of_native_memory_is_not_gathered_in_pieces() throws SSLException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();
        send(new byte[9_500]);
        client.unwrap(toClient, plain.clear()); // from now on it has room for a record
        send(new byte[9_500]);

        long before = threads.getThreadAllocatedBytes(self);
        SSLEngineResult read = client.unwrap(toClient, plain.clear());
        long allocated = threads.getThreadAllocatedBytes(self) - before;

        assertThat(read.bytesProduced()).isEqualTo(9_500);
        assertThat(allocated).isLessThan(35_000); // 54,800 by Java 17 from native memory
    }

    private void send(byte[] message) throws SSLException {
        toClient.compact();
        server.wrap(ByteBuffer.wrap(message), toClient);
        toClient.flip();
    }

    /** Both buffers are ready to be read from. */
    private void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        HandshakeStatus status = engine.getHandshakeStatus();
        if (status == HandshakeStatus.NEED_TASK) {
            engine.getDelegatedTask().run();
        } else if (status == HandshakeStatus.NEED_WRAP) {
            out.compact();
            engine.wrap(ByteBuffer.allocate(0), out);
            out.flip();
        } else if (in.hasRemaining()) {
            engine.unwrap(in, plain.clear());
        }
    }

    private SSLEngine engine(boolean asClient) {
        toServer.limit(0);
        toClient.limit(0);
        SSLContext context = new TlsStores(TLS + "server.p12", "opensesame", TLS + "ca.crt", "").context();
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(asClient);
        if (!asClient) {
            engine.setEnabledCipherSuites(new String[] {"TLS_CHACHA20_POLY1305_SHA256"});
        }
        return engine;
    }
}
