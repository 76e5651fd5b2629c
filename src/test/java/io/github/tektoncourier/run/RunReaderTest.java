package io.github.tektoncourier.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunReaderTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String META = "\"metadata\":{\"name\":\"a\",\"namespace\":\"ns\",\"uid\":\"u-1\"}";

    static Run read(RunKind kind, String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return RunReader.read(kind, bytes, 0, bytes.length);
    }

    static Run taskRun(String json) {
        return read(RunKind.TASK_RUN, json);
    }

    static JsonNode tree(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new AssertionError("not valid JSON", e);
        }
    }

    @Test
    void everything_that_later_stages_ask_for_is_read() throws Exception {
        byte[] bytes =
                getClass().getResourceAsStream("/runs/taskrun-retried.json").readAllBytes();

        Run run = RunReader.read(RunKind.TASK_RUN, bytes, 0, bytes.length);

        assertThat(run.where()).isEqualTo("shop/build-compile");
        assertThat(run.uid()).isEqualTo("0c4b7f1e-0a4e-4f9e-9a57-2a1c0b0e7f11");
        assertThat(run.resourceVersion()).isEqualTo("81734");
        assertThat(run.created()).isEqualTo("2026-11-22T12:27:16Z");
        assertThat(run.deleted()).isNull();
        assertThat(run.labels())
                .isEqualTo(Map.of(
                        "tekton.dev/pipeline", "build",
                        "tekton.dev/pipelineRun", "build",
                        "tekton.dev/pipelineTask", "compile",
                        "tekton.dev/task", "maven"));
        assertThat(run.annotations()).containsOnlyKeys("tekton-courier.io/channel", "tekton.dev/taskrunSpanContext");
        assertThat(run.partitionKey()).isEqualTo("d1a5e7c0-11d3-4b8f-8d65-54c3f1d1a001");
        assertThat(run.attempt()).isEqualTo(1);
        assertThat(run.retries().get(0).steps().get(0).terminated().exitCode()).isEqualTo(1);
        assertThat(run.current().startTime()).isEqualTo(Instant.parse("2026-11-22T12:27:21Z"));
        assertThat(run.condition()).hasValueSatisfying(c -> {
            assertThat(c.status()).isEqualTo("True");
            assertThat(c.reason()).isEqualTo("Succeeded");
            assertThat(c.lastTransitionTime()).isEqualTo("2026-11-22T12:27:25Z");
        });
        assertThat(run.current().steps()).extracting(Step::key).containsExactly("compile", "1");
        assertThat(run.current().steps().get(1).runningSince()).isEqualTo("2026-11-22T12:27:22Z");
    }

    @Test
    void managed_fields_and_last_applied_are_cut_and_nothing_else_changes() throws Exception {
        byte[] bytes =
                getClass().getResourceAsStream("/runs/taskrun-retried.json").readAllBytes();
        JsonNode expected = tree(bytes);
        ((com.fasterxml.jackson.databind.node.ObjectNode) expected.get("metadata")).remove("managedFields");
        ((com.fasterxml.jackson.databind.node.ObjectNode) expected.at("/metadata/annotations"))
                .remove("kubectl.kubernetes.io/last-applied-configuration");

        Run run = RunReader.read(RunKind.TASK_RUN, bytes, 0, bytes.length);

        assertThat(tree(run.json())).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{'managedFields':[{'a':1}],'name':'a','uid':'u'} | {'name':'a','uid':'u'}",
                "{'name':'a','managedFields':[],'uid':'u'} | {'name':'a','uid':'u'}",
                "{'name':'a','uid':'u','managedFields':'}'} | {'name':'a','uid':'u'}",
                "{'managedFields':1 , 'managedFields':2,'name':'a','uid':'u'} | { 'name':'a','uid':'u'}",
                "{'name':'a','managedFields':1,'managedFields':2,'uid':'u'} | {'name':'a','uid':'u'}",
                "{'name':'a','uid':'u' , 'managedFields' : null } | {'name':'a','uid':'u'  }",
                "{'m\\u0061nagedFields':{},'name':'a','uid':'u'} | {'name':'a','uid':'u'}",
                "{'name':'a','uid':'u','annotations':{'kubectl.kubernetes.io/last-applied-configuration':'{}'}}"
                        + " | {'name':'a','uid':'u','annotations':{}}",
                "{'name':'ä','uid':'u','annotations':{'kubectl.kubernetes.io/last-applied-configuration':'ü\\n','x':'y'},"
                        + "'managedFields':[]} | {'name':'ä','uid':'u','annotations':{'x':'y'}}",
            })
    void cuts_leave_valid_json(String metadata, String expected) {
        Run run = taskRun("  {'kind':'TaskRun','apiVersion':'tekton.dev/v1','metadata':".replace('\'', '"')
                + metadata.replace('\'', '"') + "}\n");

        assertThat(new String(run.json(), StandardCharsets.UTF_8))
                .isEqualTo(("{'kind':'TaskRun','apiVersion':'tekton.dev/v1','metadata':" + expected + "}")
                        .replace('\'', '"'));
    }

    @Test
    void api_version_and_kind_are_put_in_where_a_list_left_them_out() {
        Run run = read(RunKind.CUSTOM_RUN, "{" + META + "}");

        assertThat(tree(run.json()).get("apiVersion").asText()).isEqualTo("tekton.dev/v1beta1");
        assertThat(tree(run.json()).get("kind").asText()).isEqualTo("CustomRun");
    }

    @Test
    void a_file_of_an_older_version_keeps_its_version() {
        Run run = taskRun("{\"apiVersion\":\"tekton.dev/v1beta1\",\"kind\":\"TaskRun\"," + META + "}");

        assertThat(tree(run.json()).get("apiVersion").asText()).isEqualTo("tekton.dev/v1beta1");
    }

    @Test
    void the_object_is_read_from_the_middle_of_a_buffer() {
        byte[] bytes = ("garbage{" + META + "}garbage").getBytes(StandardCharsets.UTF_8);

        Run run = RunReader.read(RunKind.TASK_RUN, bytes, 7, bytes.length - 14);

        assertThat(run.where()).isEqualTo("ns/a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'apiVersion':7,'kind':{},META}",
                "{META,'kind':'','apiVersion':null}",
                "{META,'status':7}",
                "{META,'status':{'conditions':{}}}",
                "{META,'status':{'conditions':[7,'x',null,[],{'type':'Ready','status':'True'}]}}",
                "{META,'status':{'startTime':7,'completionTime':'soon','steps':[null,7,'x',[]],'retriesStatus':['x',1]}}",
                "{META,'status':{'startTime':'2026-13-45T99:99:99Z','completionTime':'+999999999-01-01T00:00:00Z'}}",
                "{META,'status':{'startTime':'-0001-01-01T00:00:00Z','completionTime':'10000-01-01T00:00:00Z'}}",
                "{META,'status':{'skippedTasks':[7,{'name':7},{}],'childReferences':['x',7,null]}}",
                "{META,'status':[],'spec':1e999999,'other':123456789012345678901234567890}",
            })
    void what_has_the_wrong_type_counts_as_absent(String json) {
        Run run = taskRun(json.replace("META", META).replace('\'', '"'));

        assertThat(run.condition()).isEmpty();
        assertThat(run.current()).isEqualTo(Attempt.NONE);
        assertThat(run.retries()).isEmpty();
        assertThat(run.skipped()).isEmpty();
        assertThat(run.children()).isZero();
        assertThat(tree(run.json()).get("kind").asText()).isEqualTo("TaskRun");
        assertThat(tree(run.json()).get("apiVersion").asText()).isEqualTo("tekton.dev/v1");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "`` | there is nothing",
                "`  ` | there is nothing",
                "[] | begins with \"[]\"",
                "7 | begins with \"7\"",
                "{ | not JSON",
                "{META,} | not JSON",
                "{META | not JSON",
                "{META}} | not JSON",
                "{META}{} | something follows",
                "{META,'x':\u0001} | not JSON",
                "{} | no metadata.name",
                "{'metadata':7} | no metadata.name",
                "{'metadata':{'name':'a','namespace':'ns'}} | (\"ns/a\") has no metadata.uid",
                "{'metadata':{'uid':'a'}} | no metadata.name",
                "{'metadata':{'uid':'a','name':7}} | no metadata.name",
                "{META,'kind':'ConfigMap'} | this is a \"ConfigMap\" (\"ns/a\")",
                "{META,'kind':'TaskRun','apiVersion':'v1'} | has apiVersion \"v1\"",
            })
    void what_is_no_run_is_refused_in_a_clear_sentence(String json, String sentence) {
        assertThatThrownBy(() -> taskRun(json.replace("META", META).replace('\'', '"')))
                .isInstanceOf(UnreadableException.class)
                .hasMessageStartingWith("Expected one TaskRun")
                .hasMessageContaining(sentence);
    }

    @Test
    void a_refusal_carries_nothing_that_a_terminal_would_obey() {
        String hostile = "\\u001b[2J\\n\\u202eevil" + "x".repeat(500);

        assertThatThrownBy(() -> taskRun("{" + META + ",\"kind\":\"" + hostile + "\"}"))
                .isInstanceOf(UnreadableException.class)
                .satisfies(e -> assertThat(e.getMessage())
                        .contains("\\u001b[2J\\u000a\\u202eevil")
                        .hasSizeLessThan(400)
                        .doesNotContain("\u001b", "\n", "\u202e"));
    }

    @Test
    void bytes_that_are_no_utf8_are_refused() {
        byte[] surrogateAsUtf8 = ("{" + META + ",\"x\":\"\u00ed\u00a0\u0080\"}").getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> RunReader.read(RunKind.TASK_RUN, surrogateAsUtf8, 0, surrogateAsUtf8.length))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("not valid UTF-8");
    }

    @Test
    void an_escaped_lone_surrogate_stays_in_the_data_and_is_replaced_where_it_is_read() {
        Run run = taskRun("{" + META + ",\"status\":{\"conditions\":[{\"type\":\"Succeeded\",\"status\":\"False\","
                + "\"reason\":\"a\\ud800b\",\"message\":\"\\ud83d\\ude00\"}]}}");

        assertThat(run.condition()).hasValueSatisfying(c -> {
            assertThat(c.reason()).isEqualTo("a\ufffdb");
            assertThat(c.message()).isEqualTo("😀");
        });
        assertThat(new String(run.json(), StandardCharsets.UTF_8)).contains("a\\ud800b");
    }

    @Test
    void a_byte_order_mark_is_left_out_and_other_encodings_are_refused() {
        Run run = taskRun("\ufeff{" + META + "}");
        byte[] utf16 = ("{" + META + "}").getBytes(StandardCharsets.UTF_16LE);

        assertThat(run.json()[0]).isEqualTo((byte) '{');
        assertThatThrownBy(() -> RunReader.read(RunKind.TASK_RUN, utf16, 0, utf16.length))
                .isInstanceOf(UnreadableException.class);
    }

    @Test
    void depth_and_many_labels_are_no_harm() {
        StringBuilder labels = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            labels.append(i == 0 ? "" : ",").append("\"l").append(i).append("\":\"v\"");
        }

        Run run = taskRun("{\"spec\":" + "[".repeat(800) + "]".repeat(800)
                + ",\"metadata\":{\"name\":\"a\",\"uid\":\"u\",\"labels\":{" + labels
                + "},\"managedFields\":[]}}");

        assertThat(run.labels()).isEmpty();
        assertThat(tree(run.json()).at("/metadata/labels")).hasSize(10_000);
    }

    @Test
    void only_a_controlling_pipeline_run_owns() {
        Run run = taskRun("{\"metadata\":{\"name\":\"a\",\"uid\":\"u\",\"ownerReferences\":["
                + "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"uid\":\"c\",\"controller\":true},"
                + "{\"apiVersion\":\"tekton.dev/v1\",\"kind\":\"PipelineRun\",\"uid\":\"p\"},"
                + "{\"apiVersion\":\"other.dev/v1\",\"kind\":\"PipelineRun\",\"uid\":\"o\",\"controller\":true}]}}");

        assertThat(run.ownerUid()).isNull();
        assertThat(run.partitionKey()).isEqualTo("u");
    }

    @Test
    void a_run_in_a_file_may_lack_what_an_api_server_gives() {
        byte[] bytes =
                "{\"kind\":\"TaskRun\",\"metadata\":{\"generateName\":\"build-\"}}".getBytes(StandardCharsets.UTF_8);

        Run run = RunReader.readFile(RunKind.TASK_RUN, bytes, 0, bytes.length);

        assertThat(run.namespace()).isEqualTo("default");
        assertThat(run.name()).isEmpty();
        assertThat(run.uid()).isEqualTo("default/");
    }
}
