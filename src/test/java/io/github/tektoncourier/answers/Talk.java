package io.github.tektoncourier.answers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One connection as a server sees it, byte by byte, so that it can break every rule. */
public final class Talk {

    /** One request, read whole. */
    public record Request(Map<String, String> headers, byte[] body) {
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    private final Socket socket;

    Talk(Socket socket) {
        this.socket = socket;
    }

    /** The next request; absent when the client has left. */
    @Nullable
    Request request() throws IOException {
        InputStream in = socket.getInputStream();
        if (line(in) == null) {
            return null;
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                throw new IOException("no HTTP");
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Request(headers, in.readNBytes(length));
    }

    private static @Nullable String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                return null;
            }
            line.write(c);
        }
        return line.toString(ISO_8859_1).strip();
    }

    void say(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
    }

    void head(int status, String... headers) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Said So\r\n");
        Arrays.stream(headers).forEach(header -> head.append(header).append("\r\n"));
        say(head.append("\r\n").toString());
    }

    /** A whole answer on a connection that stays. */
    void answer(int status, String body, String... headers) throws IOException {
        String[] all = Arrays.copyOf(headers, headers.length + 1);
        boolean bare = status == 204 || status == 304;
        all[headers.length] = bare ? "X-Bare: true" : "Content-Length: " + body.length();
        head(status, all);
        say(bare ? "" : body);
    }

    /** Again and again, until the client leaves. */
    void forEver(String text, long pauseMillis) throws IOException, InterruptedException {
        while (true) {
            say(text);
            Thread.sleep(pauseMillis);
        }
    }

    /** Neither reads nor writes any more. */
    void sleep() throws InterruptedException {
        Thread.sleep(Long.MAX_VALUE);
    }

    void close() throws IOException {
        socket.close();
    }

    /** RST instead of FIN. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }
}
