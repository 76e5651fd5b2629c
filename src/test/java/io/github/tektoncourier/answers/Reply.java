package io.github.tektoncourier.answers;

import io.github.tektoncourier.answers.Talk.Request;
import java.io.IOException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a server does with a request: one row of the tables. */
interface Reply {

    void to(Request request, Talk talk) throws IOException, InterruptedException;

    /** With a status that is given. */
    interface Body {
        void to(int status, Talk talk) throws IOException, InterruptedException;
    }

    Map<String, Reply> SILENCES = Map.of(
            "closed without a word", (request, talk) -> talk.close(),
            "reset before the answer", (request, talk) -> talk.reset(),
            "reset in the middle of the answer's head",
                    (request, talk) -> {
                        talk.say("HTTP/1.1 202 Acc");
                        talk.reset();
                    },
            "no answer within `responseTimeout`", (request, talk) -> talk.sleep(),
            "an answer whose head drips",
                    (request, talk) -> {
                        talk.say("HTTP/1.1 202 Accepted\r\nX-Drip: ");
                        talk.forEver("x", 50);
                    },
            "an answer whose head has no end",
                    (request, talk) -> {
                        talk.say("HTTP/1.1 202 Accepted\r\n");
                        talk.forEver("X-Endless: yes\r\n".repeat(1000), 0);
                    },
            "102 without end", (request, talk) -> talk.forEver("HTTP/1.1 102 Processing\r\n\r\n", 50),
            "something that is not HTTP",
                    (request, talk) -> {
                        talk.say("SSH-2.0-OpenSSH_9.6\r\nno mutual signature algorithm\r\n");
                        talk.close();
                    });

    Map<String, Body> BODIES = Map.of(
            "", (status, talk) -> talk.answer(status, "said so", "Location: http://169.254.169.254/latest/meta-data"),
            " before `202`",
                    (status, talk) -> {
                        talk.head(status);
                        talk.answer(202, "");
                    },
            ", then a body that drips",
                    (status, talk) -> {
                        talk.head(status, "Content-Length: 100000");
                        talk.forEver("x", 50);
                    },
            ", then a body without end",
                    (status, talk) -> {
                        talk.head(status, "Connection: close");
                        talk.forEver("no ".repeat(1000), 0);
                    },
            ", then chunks without end",
                    (status, talk) -> {
                        talk.head(status, "Transfer-Encoding: chunked");
                        talk.forEver("2\r\nno\r\n", 10);
                    },
            ", then a body that is cut off",
                    (status, talk) -> {
                        talk.head(status, "Content-Length: 100000");
                        talk.say("no");
                        talk.reset();
                    },
            " with a `Content-Length` that is no number",
                    (status, talk) -> {
                        talk.head(status, "Content-Length: abc");
                        talk.say("ok");
                    },
            " with two different `Content-Length`s",
                    (status, talk) -> {
                        talk.head(status, "Content-Length: 2", "Content-Length: 3");
                        talk.say("ok");
                    },
            " with the same `Content-Length` twice", (status, talk) -> talk.answer(status, "ok", "Content-Length: 2"),
            " with `Content-Length` and chunks",
                    (status, talk) -> {
                        talk.head(status, "Content-Length: 100000", "Transfer-Encoding: chunked");
                        talk.say("2\r\nok\r\n0\r\n\r\n");
                    });

    Pattern RETRY_AFTER = Pattern.compile(" with `Retry-After: ([^`]+)`");
    String DATE = " with `Retry-After:` a date 120 s from now, in each of HTTP's three forms";
    String PAST = " with `Retry-After:` a date that is past";

    /** The forms of RFC 9110, 5.6.7. */
    List<String> DATES =
            List.of("EEE, dd MMM yyyy HH:mm:ss 'GMT'", "EEEE, dd-MMM-yy HH:mm:ss 'GMT'", "EEE MMM ppd HH:mm:ss yyyy");

    AtomicInteger TURN = new AtomicInteger();

    /** What plays this row; the same for Slack's statuses. */
    static Reply of(Answer row, boolean webhook) {
        Reply silence = SILENCES.get(row.what());
        if (silence != null) {
            return silence;
        }
        if (row.status() < 0) {
            return slack(row, webhook);
        }
        String bare = row.slacks() ? row.bare() : row.what();
        String rest = bare.substring(3);
        Body body = BODIES.get(rest);
        if (body != null) {
            return (request, talk) -> body.to(row.status(), talk);
        }
        return (request, talk) -> talk.answer(row.status(), "", "Retry-After: " + retryAfter(rest));
    }

    private static String retryAfter(String rest) {
        Matcher given = RETRY_AFTER.matcher(rest);
        if (given.matches()) {
            return given.group(1);
        }
        if (!rest.equals(DATE) && !rest.equals(PAST)) {
            throw new AssertionError("docs/sinks.md: nobody plays '" + rest + "'");
        }
        ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
        ZonedDateTime date = rest.equals(DATE) ? now.plusSeconds(121) : now.minusDays(3);
        String form = DATES.get(TURN.getAndIncrement() % DATES.size());
        return DateTimeFormatter.ofPattern(form, Locale.US).format(date);
    }

    private static Reply slack(Answer row, boolean webhook) {
        return switch (row.bare()) {
            case "ok" -> (request, talk) -> talk.answer(200, webhook ? "ok" : "{\"ok\":true}");
            case "an answer that is not Slack's" -> (request, talk) -> talk.answer(200, "<html>log in first</html>");
            case "an answer packed by another method than `gzip` or `deflate`" ->
                (request, talk) -> talk.answer(200, "\u001b\u0001\u0000", "Content-Encoding: br");
            default ->
                webhook
                        ? (request, talk) -> talk.answer(404, row.bare())
                        : (request, talk) -> talk.answer(200, "{\"ok\":false,\"error\":\"" + row.bare() + "\"}");
        };
    }
}
