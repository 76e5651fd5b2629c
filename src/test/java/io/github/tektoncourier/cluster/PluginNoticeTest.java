package io.github.tektoncourier.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class PluginNoticeTest {

    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Test
    void a_plugin_that_does_not_answer_is_named_with_what_to_do() {
        PluginNotice notice = new PluginNotice("log\nin", "context \"c\"", Duration.ofMillis(1), lines::add);

        await().until(() -> !lines.isEmpty());
        notice.close();

        assertThat(lines)
                .singleElement()
                .asString()
                .startsWith("context \"c\": the credentials plugin \"log\\u000ain\" has not answered for 0 s.")
                .endsWith("Run it by hand: it may wait for a login.");
    }

    @Test
    void a_plugin_that_has_answered_is_not_named() {
        PluginNotice first = new PluginNotice("quick", "context", Duration.ofMillis(200), lines::add);
        first.close();

        PluginNotice second = new PluginNotice("late", "context", Duration.ofMillis(400), lines::add);
        await().until(() -> !lines.isEmpty());
        second.close();

        assertThat(lines).singleElement().asString().contains("late");
    }
}
