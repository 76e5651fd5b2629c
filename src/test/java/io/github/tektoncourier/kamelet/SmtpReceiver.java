package io.github.tektoncourier.kamelet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A mail server that refuses what the RFCs let it refuse, and announces no extension. */
final class SmtpReceiver implements Closeable {

    final Queue<String> mails = new ConcurrentLinkedQueue<>();
    final Queue<String> refusals = new ConcurrentLinkedQueue<>();
    private final ServerSocket server;

    SmtpReceiver() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::accept, "smtp");
        thread.setDaemon(true);
        thread.start();
    }

    String host() {
        return server.getInetAddress().getHostAddress() + ":" + server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                talk(socket);
            } catch (IOException e) {
                refusals.add("the connection broke: " + e); // closing ends it so, when no test looks any more
            }
        }
    }

    private void talk(Socket socket) throws IOException {
        say(socket, "220 mail.example.com");
        for (String line = line(socket.getInputStream()); line != null; line = line(socket.getInputStream())) {
            String word = line.replaceFirst(" .*", "");
            if (word.equals("DATA")) {
                say(socket, "354 go on");
                data(socket);
            } else if (word.equals("QUIT")) {
                say(socket, "221 bye");
                return;
            } else {
                say(
                        socket,
                        List.of("EHLO", "HELO", "MAIL", "RCPT", "RSET", "NOOP").contains(word) ? "250 ok" : "502 no");
            }
        }
    }

    private void data(Socket socket) throws IOException {
        StringBuilder mail = new StringBuilder();
        String wrong = "";
        String line = line(socket.getInputStream());
        for (; line != null && !line.equals("."); line = line(socket.getInputStream())) {
            wrong = wrong.isEmpty() ? wrong(line) : wrong;
            mail.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
        }
        if (wrong.isEmpty()) {
            wrong = headers(mail.substring(0, Math.max(0, mail.indexOf("\r\n\r\n"))));
        }
        (wrong.isEmpty() ? mails : refusals).add(wrong.isEmpty() ? mail.toString() : wrong);
        say(socket, wrong.isEmpty() ? "250 taken" : "554 " + wrong);
    }

    private static String wrong(String line) {
        if (line.length() > 998) {
            return "a line of more than 998 characters, RFC 5322, 2.1.1";
        }
        if (line.indexOf('\r') >= 0 || line.indexOf('\n') >= 0) {
            return "CR or LF alone, RFC 5321, 2.3.8";
        }
        return line.chars().allMatch(c -> c > 0 && c < 128) ? "" : "8 bits without 8BITMIME, RFC 6152";
    }

    /** RFC 5322, 3.6: who wrote it and when, once; a subject at most once. */
    private static String headers(String headers) {
        for (String name : List.of("From", "Date", "Subject", "To")) {
            if (headers.lines().filter(line -> line.startsWith(name + ":")).count() != 1) {
                return name + " is there not once, RFC 5322, 3.6";
            }
        }
        return headers.lines().anyMatch(line -> line.matches("(?i)(camel|ce-|bcc).*")) ? "a header of the courier" : "";
    }

    private static void say(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(ISO_8859_1));
    }

    /** Up to CR and LF; null at the end. */
    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int before = -1;
        for (int c = in.read(); c >= 0; c = in.read()) {
            line.write(c);
            if (before == '\r' && c == '\n') {
                return line.toString(ISO_8859_1).substring(0, line.size() - 2);
            }
            before = c;
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
