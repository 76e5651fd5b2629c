package io.github.tektoncourier.cli;

import io.github.tektoncourier.offline.RecordedNetwork;
import io.github.tektoncourier.offline.SentEvent;
import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.text.Secrets;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The user's sink files in a demo.
 *
 * @param folder of the files; null for none
 * @param send whether they really send
 */
record TriedInDemo(@Nullable Path folder, boolean send) {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final String SHIPPED = "routes/sinks/";

    static TriedInDemo of(@Nullable Path folder, boolean send) {
        return new TriedInDemo(folder, send);
    }

    /**
     * The network that the demo's routes see.
     *
     * @param own receivers of the demo
     * @param broker of the demo; empty for none
     * @param lines takes a line for each request
     */
    RecordedNetwork network(List<String> own, String broker, Consumer<String> lines) {
        if (folder != null && !send) {
            return RecordedNetwork.recording(
                    request -> lines.accept(line(
                            request.file(), request.method() + " " + request.address(), request.event(), "recorded")),
                    own,
                    broker);
        }
        return RecordedNetwork.telling(sent -> {
            if (!sent.file().startsWith(SHIPPED)) {
                lines.accept(line(
                        sent.file(),
                        sent.address(),
                        sent.event(),
                        sent.answer() + ", " + sent.took().toMillis() + " ms"));
            }
        });
    }

    /** One line, such as {@code 12:01:03  team-a  POST {{team-a.url}}  taskrun failed  ci/build → recorded}. */
    private static String line(String file, String what, SentEvent event, String answer) {
        String name = file.replaceAll(".*[/\\\\]|\\.camel\\.yaml$", "");
        return LogText.shown(TIME.format(LocalTime.now(ZoneId.systemDefault())) + "  " + name + "  " + what + "  "
                        + event.type().replaceAll("^.*\\.([a-z]+)\\.([a-z]+)\\.v\\d+$", "$1 $2") + "  "
                        + event.namespace()
                        + "/" + event.subject() + " → "
                        + Secrets.ofProcess().mask(file, answer))
                .replace('\n', ' ');
    }
}
