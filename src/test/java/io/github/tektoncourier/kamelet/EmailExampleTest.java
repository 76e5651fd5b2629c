package io.github.tektoncourier.kamelet;

import static io.github.tektoncourier.kamelet.ExampleEvents.HOSTILE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.tektoncourier.kamelet.ExampleEvents.Event;
import io.github.tektoncourier.routes.SinkFiles;
import io.github.tektoncourier.routes.check.file.RouteFile;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Recorded runs, and hostile ones, as mails to a server that refuses what is no mail. */
class EmailExampleTest extends SinkTestSupport {

    private SmtpReceiver receiver;
    private List<Event> events;

    @BeforeEach
    void start() throws Exception {
        receiver = new SmtpReceiver();
        Map<String, String> values = Map.of(
                "email.host", receiver.host(),
                "email.user", "",
                "email.password", "",
                "email.from", "courier@example.com",
                "email.to", "team-a@example.com",
                "camel.component.kamelet.location", "classpath:kamelets");
        Properties properties = new Properties();
        properties.putAll(values);
        context.getPropertiesComponent().setOverrideProperties(properties);
        String yaml = Files.readString(Path.of("examples/email/email.camel.yaml"));
        assertThat(new SinkFiles(context, values)
                        .load(new RouteFile(
                                "email.camel.yaml",
                                fromDirect(yaml.replace("smtps:", "smtp:")
                                        .replaceFirst("username: .*?, password: .*?, ", "")))))
                .isEmpty();
        JsonNode file = new YAMLMapper().readTree(yaml);
        events = ExampleEvents.of(file.at("/0/route/from/parameters"));
    }

    @AfterEach
    void stop() throws Exception {
        receiver.close();
    }

    @Test
    void a_mail_says_what_failed_and_why_whatever_the_run_holds() throws Exception {
        String pairs = "\uD83D\uDE00".repeat(8_000);

        for (String message : List.of("exit code 1", HOSTILE, ".\r\nQUIT\r\n", "x".repeat(9_000), pairs)) {
            Event told = events.get(0).saying(message);
            Exchange sent = send(told.headers(), told.body());
            assertThat(sent.getException()).as("%s", receiver.refusals).isNull();
            String mail = receiver.mails.remove();
            MimeMessage read = new MimeMessage(
                    Session.getInstance(new Properties()),
                    new ByteArrayInputStream(mail.getBytes(StandardCharsets.ISO_8859_1)));
            assertThat(read.getSubject())
                    .isEqualTo(told.attribute("namespace") + "/" + told.attribute("subject") + ": failure");
            assertThat(read.getAllRecipients()).extracting(String::valueOf).containsExactly("team-a@example.com");
            assertThat(String.valueOf(read.getContent()).replaceAll("\\s+", ""))
                    .isEqualTo(message.replaceAll("\\s+", ""));
        }
        assertThat(receiver.refusals).isEmpty();
        assertThat(receiver.mails).isEmpty();
    }

    @Test
    void a_server_that_is_away_fails_the_event() throws Exception {
        receiver.close();

        Exchange sent = send(events.get(0).headers(), events.get(0).body());

        assertThat(sent.getException()).isNotNull();
    }
}
