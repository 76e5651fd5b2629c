package io.github.tektoncourier.kamelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.answers.Answer;
import io.github.tektoncourier.answers.Keys;
import io.github.tektoncourier.answers.Player;
import io.github.tektoncourier.journal.delivery.Verdicts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each row of docs/sinks.md, played by a real server to the real Kamelet, all at once. */
class AnswersIT extends SinkTestSupport {

    private static final byte[] LARGE =
            ("{\"taskRun\":{\"a\":\"" + "x".repeat(16_000_000) + "\"}}").getBytes(StandardCharsets.UTF_8);

    private static final Came NEVER =
            new Came(new IllegalStateException("it never ended"), new Verdicts.Meaning(false, false, false, false, -1));

    @TempDir
    Path folder;

    /** How it ended, and what that meant then. */
    private record Came(@Nullable Exception failure, Verdicts.Meaning meaning) {}

    private record Played(Answer row, Player player, CompletableFuture<Came> came) {}

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        KeyStoreParameters store = new KeyStoreParameters();
        store.setResource("file:" + folder.resolve("trust.p12"));
        store.setPassword("changeit");
        store.setType("PKCS12");
        TrustManagersParameters trust = new TrustManagersParameters();
        trust.setKeyStore(store);
        SSLContextParameters tls = new SSLContextParameters();
        tls.setTrustManagers(trust);
        context.getComponent("http", HttpComponent.class).setSslContextParameters(tls);
        return context;
    }

    @Test
    void each_answer_means_what_the_table_says() throws Exception {
        Keys keys = Keys.in(folder);
        List<Answer> rows = Answer.all().stream().filter(row -> !row.kafkas()).toList();
        List<Played> played = new ArrayList<>();
        for (Answer row : rows) {
            String kamelet = row.slacks() ? "tekton-slack-sink" : "cloudevents-http-sink";
            played.add(play(played.size(), row, keys, kamelet, false));
            if (row.slacks()) {
                played.add(play(played.size(), row, keys, kamelet, true));
            } else if (!Player.wantsLarge(row)) {
                played.add(play(played.size(), row, keys, "http-json-sink", false));
            }
        }

        SoftAssertions all = new SoftAssertions();
        long begun = System.nanoTime();
        for (Played one : played) {
            Came came =
                    one.came().completeOnTimeout(NEVER, 40, TimeUnit.SECONDS).get();
            Verdicts.Meaning told = meaning(one.row());
            all.assertThat(came.meaning().pauseSeconds())
                    .as("pause of %s", one.row())
                    .isBetween(Math.max(0, told.pauseSeconds() - 5), told.pauseSeconds());
            all.assertThat(came.meaning().withPause(told.pauseSeconds()))
                    .as("%s: %s", one.row(), came.failure())
                    .isEqualTo(told);
            all.assertThat(one.player().requests())
                    .as("requests of %s", one.row())
                    .isLessThanOrEqualTo(1);
            one.player().close();
        }
        assertThat(rows).hasSizeGreaterThan(100);
        all.assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(38));
        all.assertAll();
    }

    private static Verdicts.Meaning meaning(Answer row) {
        return new Verdicts.Meaning(
                row.happens() == Answer.Happens.DELIVERED,
                row.happens() == Answer.Happens.DEAD,
                row.happens() == Answer.Happens.TRIMMED,
                row.answered(),
                row.pauseSeconds());
    }

    private Played play(int number, Answer row, Keys keys, String kamelet, boolean webhook) throws Exception {
        Player player = new Player(row, keys, webhook, request -> {});
        Map<String, String> parameters = new LinkedHashMap<>();
        if (!row.slacks()) {
            parameters.putAll(Map.of("url", player.url(), "responseTimeout", "4s"));
        } else if (webhook) {
            parameters.put("webhookUrl", player.url());
        } else {
            parameters.putAll(Map.of("token", "xoxb-1", "channel", "#ci", "apiUrl", player.url()));
        }
        loadSink("row-" + number, kamelet, parameters);
        byte[] body = Player.wantsLarge(row) ? LARGE : Events.data();
        CompletableFuture<Came> came = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    Exception failure =
                            send("direct:row-" + number, Events.headers(), body).getException();
                    came.complete(new Came(failure, Verdicts.meaning(failure)));
                },
                "row " + row.what());
        thread.setDaemon(true);
        thread.start();
        return new Played(row, player, came);
    }

    @Test
    void the_tables_are_read_to_the_last_name() {
        Stream<String> names = Answer.all().stream().map(Answer::what);

        assertThat(names)
                .doesNotHaveDuplicates()
                .contains("507", "599", "102 before `202`", "202, then a body that drips", "Slack: no_text")
                .contains("Kafka: TimeoutException", "Kafka: UnknownServerException", "429 with `Retry-After: -5`");
    }
}
