package io.github.tektoncourier.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubernetesEventReaderTest {

    private static final String META =
            "'metadata':{'name':'a.18','namespace':'ns','uid':'e-1','resourceVersion':'7'," + "'managedFields':[{}]}";

    private static KubernetesEvent read(String json) {
        byte[] bytes = json.replace("META", META).replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return KubernetesEventReader.read(bytes, 0, bytes.length);
    }

    @Test
    void an_event_of_tektons_controller_is_read() {
        KubernetesEvent event = read("{META,'involvedObject':{'apiVersion':'tekton.dev/v1','kind':'TaskRun',"
                + "'namespace':'ns','name':'a','uid':'u-1','resourceVersion':'5'},'reason':'Failed','type':'Warning',"
                + "'message':'no','source':{'component':'TaskRun'},'count':37,'reportingComponent':'TaskRun',"
                + "'firstTimestamp':'2026-11-22T12:00:00Z','lastTimestamp':'2026-11-22T12:00:05Z','eventTime':null}");

        assertThat(event.uid()).isEqualTo("e-1");
        assertThat(event.resourceVersion()).isEqualTo("7");
        assertThat(event.involved())
                .isEqualTo(new KubernetesEvent.Involved("tekton.dev/v1", "TaskRun", "ns", "a", "u-1"));
        assertThat(event.reason()).isEqualTo("Failed");
        assertThat(event.type()).isEqualTo("Warning");
        assertThat(event.message()).isEqualTo("no");
        assertThat(event.component()).isEqualTo("TaskRun");
        assertThat(event.count()).isEqualTo(37);
        assertThat(event.time()).isEqualTo("2026-11-22T12:00:05Z");
        assertThat(new String(event.json(), StandardCharsets.UTF_8))
                .startsWith("{\"apiVersion\":\"v1\",\"kind\":\"Event\",\"metadata\":")
                .doesNotContain("managedFields");
        assertThat(RunReaderTest.tree(event.json()).get("count").asInt()).isEqualTo(37);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{META} | 1 | ``",
                "{META,'count':0,'source':{'component':'kubelet'}} | 1 | kubelet",
                "{META,'count':-3,'reportingComponent':'','source':{'component':'kubelet'}} | 1 | kubelet",
                "{META,'count':'x','reportingComponent':'a','source':{'component':'b'}} | 1 | a",
                "{META,'count':99999999999999,'source':7} | 1 | ``",
                "{META,'count':null,'series':{'count':12},'reportingComponent':7} | 12 | ``",
            })
    void what_is_absent_or_odd_has_a_value_that_does_no_harm(String json, int count, String component) {
        KubernetesEvent event = read(json);

        assertThat(event.count()).isEqualTo(count);
        assertThat(event.component()).isEqualTo(component);
        assertThat(event.time()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{'metadata':{'uid':'u'}} | metadata.name",
                "{'metadata':{'name':'u'}} | metadata.uid",
                "{META,'kind':'Pod'} | a \"Pod\"",
                "{META,'apiVersion':'events.k8s.io/v1'} | events.k8s.io",
                "nonsense | begins with",
            })
    void what_is_no_event_is_refused_in_a_clear_sentence(String json, String sentence) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(UnreadableException.class)
                .hasMessageStartingWith("Expected one Event")
                .hasMessageContaining(sentence);
    }
}
