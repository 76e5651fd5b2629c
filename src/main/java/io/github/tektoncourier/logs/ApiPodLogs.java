package io.github.tektoncourier.logs;

import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.watch.api.ApiException;
import io.github.tektoncourier.watch.api.ApiServer;
import io.github.tektoncourier.watch.api.ErrorAnswer;
import io.github.tektoncourier.watch.api.Resource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks the API server, which asks the node. */
public final class ApiPodLogs implements PodLogs {

    private static final Duration PATIENCE = Duration.ofSeconds(4);

    /** A kubelet says so with 200, in the place of the log, where its file is gone. */
    private static final String GONE_FILE = "unable to retrieve container logs for ";

    private static final int SAID = 120;

    private final ApiServer server;
    private final Duration patience;

    public ApiPodLogs(ApiServer server) {
        this(server, PATIENCE);
    }

    /** One that waits so long for an answer. */
    ApiPodLogs(ApiServer server, Duration patience) {
        this.server = server;
        this.patience = patience;
    }

    @Override
    public Raw read(String namespace, String pod, String container) throws UnreadLogException, InterruptedException {
        Resource pods = Resource.pods(namespace);
        String path =
                pods.path() + "/" + pod + "/log?container=" + container + "&tailLines=" + LINES + "&limitBytes=" + MOST;
        try {
            ApiServer.TextEnd end = server.textEnd(path, KEPT, patience, new ErrorAnswer(pods, "get"));
            Raw raw = new Raw(end.bytes(), end.total() > end.bytes().length, end.total() >= MOST);
            String text = new String(raw.bytes(), 0, Math.min(200, raw.bytes().length), StandardCharsets.UTF_8);
            if (text.startsWith(GONE_FILE) && text.strip().lines().count() == 1) {
                throw new UnreadLogException(
                        UnreadLogException.Kind.FINAL, "the node has removed it, or rotated it away");
            }
            return raw;
        } catch (ApiException e) {
            throw unread(e);
        }
    }

    private static UnreadLogException unread(ApiException e) {
        return switch (e.kind()) {
            case NO_SUCH_OBJECT, ABSENT, GONE ->
                new UnreadLogException(UnreadLogException.Kind.FINAL, "its pod is gone");
            case DENIED ->
                new UnreadLogException(
                        UnreadLogException.Kind.FORBIDDEN,
                        e.status() == 401
                                ? "the API server does not accept the courier's credentials"
                                : "the courier has no right to read logs there");
            default ->
                new UnreadLogException(
                        e.status() == 400 ? UnreadLogException.Kind.FINAL : UnreadLogException.Kind.PASSING,
                        missing(e.words())
                                ? "the node has removed it, or rotated it away"
                                : e.status() == 0
                                        ? "the API server did not answer in time"
                                        : "the API server answered " + e.status() + said(e.words()));
        };
    }

    private static boolean missing(String words) {
        return words.contains("no such file or directory") || words.contains(GONE_FILE);
    }

    /** The server's own words, which {@link ErrorAnswer} puts into parentheses. */
    private static String said(String words) {
        int open = words.indexOf(" (");
        return open < 0 ? "" : LogText.line(words.substring(open), SAID);
    }
}
