package io.github.tektoncourier.demo.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.github.tektoncourier.demo.play.Player;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client that the courier and camel-kubernetes use takes the embedded cluster for a real one. */
class Fabric8ClientIT {
    private static final ResourceDefinitionContext TASK_RUNS = new ResourceDefinitionContext.Builder()
            .withGroup("tekton.dev")
            .withVersion("v1")
            .withKind("TaskRun")
            .withPlural("taskruns")
            .withNamespaced(true)
            .build();

    private EmbeddedCluster cluster;
    private KubernetesClient client;

    @BeforeEach
    void start() {
        cluster = EmbeddedCluster.start(0);
        client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(cluster.kubeconfig()))
                .build();
    }

    @AfterEach
    void stop() {
        client.close();
        cluster.close();
    }

    @Test
    void it_lists_in_pages_reads_patches_and_deletes() {
        for (int i = 0; i < 5; i++) {
            run("run-" + i);
        }
        GenericKubernetesResourceList page = client.genericKubernetesResources(TASK_RUNS)
                .inAnyNamespace()
                .list(new ListOptionsBuilder().withLimit(2L).build());
        GenericKubernetesResource patched = client.genericKubernetesResources(TASK_RUNS)
                .inNamespace("ci")
                .withName("run-3")
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"status\":{\"conditions\":[{\"type\":\"Succeeded\",\"status\":\"Unknown\"}]}}");
        client.genericKubernetesResources(TASK_RUNS)
                .inNamespace("ci")
                .withName("run-4")
                .delete();

        assertThat(page.getItems()).hasSize(2);
        assertThat(page.getMetadata().getContinue()).isNotEmpty();
        assertThat(patched.<Object>get("status", "conditions", 0, "status")).isEqualTo("Unknown");
        assertThat(client.genericKubernetesResources(TASK_RUNS)
                        .inNamespace("ci")
                        .withName("run-4")
                        .get())
                .isNull();
        assertThat(client.namespaces()
                        .withName("kube-system")
                        .get()
                        .getMetadata()
                        .getUid())
                .isNotEmpty();
        assertThat(client.getKubernetesVersion().getMinor()).isEqualTo("35");
    }

    @Test
    void it_watches_and_finds_again_after_the_connection_drops() {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (Watch watch =
                client.genericKubernetesResources(TASK_RUNS).inAnyNamespace().watch(watcher(seen))) {
            assertThat(watch).isNotNull();
            await().until(() -> cluster.openWatches() == 1);
            run("one");
            await().until(() -> seen.contains("ADDED one"));
            cluster.dropConnections();
            run("two");
            await().until(() -> seen.contains("ADDED two"));
            cluster.delete(ApiResource.TASK_RUNS, "ci", "one");
            await().until(() -> seen.contains("DELETED one"));
        }
    }

    @Test
    void a_forbidden_list_says_which_verb_and_resource() {
        cluster.faults().add(Fault.answer(403, "/apis/tekton.dev").times(1));

        assertThatThrownBy(() -> client.genericKubernetesResources(TASK_RUNS)
                        .inAnyNamespace()
                        .list())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining(
                        "cannot list resource \"taskruns\" in API group \"tekton.dev\" at the cluster scope");
        assertThat(client.genericKubernetesResources(TASK_RUNS)
                        .inAnyNamespace()
                        .list()
                        .getItems())
                .isEmpty();
    }

    @Test
    void it_finds_core_events_by_the_object_they_are_about() {
        new Player(cluster, 100).play();

        var events = client.v1()
                .events()
                .inAnyNamespace()
                .withField("involvedObject.kind", "PipelineRun")
                .list()
                .getItems();

        assertThat(events)
                .isNotEmpty()
                .allSatisfy(e -> assertThat(e.getInvolvedObject().getKind()).isEqualTo("PipelineRun"));
    }

    private void run(String name) {
        cluster.put(
                """
                {"apiVersion":"tekton.dev/v1","kind":"TaskRun","metadata":{"namespace":"ci","name":"%s"},"spec":{}}
                """
                        .formatted(name));
    }

    private static Watcher<GenericKubernetesResource> watcher(List<String> seen) {
        return new Watcher<>() {
            @Override
            public void eventReceived(Action action, GenericKubernetesResource resource) {
                seen.add(action + " " + resource.getMetadata().getName());
            }

            @Override
            public void onClose(WatcherException cause) {
                seen.add("closed " + cause.getMessage());
            }
        };
    }
}
