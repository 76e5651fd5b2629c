package io.github.tektoncourier.watch.reflect;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.tektoncourier.demo.kube.EmbeddedCluster;
import io.github.tektoncourier.demo.kube.Fault;
import io.github.tektoncourier.watch.api.ApiServer;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClusterIdentityTest {

    private final EmbeddedCluster cluster = EmbeddedCluster.start(0);
    private final KubernetesClient client = new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder(Config.empty())
                    .withMasterUrl(cluster.url())
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .build();
    private final Set<String> used = new HashSet<>();

    @AfterEach
    void stop() {
        client.close();
        cluster.close();
    }

    @Test
    void a_configured_name_asks_nobody() throws Exception {
        assertThat(identity("prod")).isEqualTo("prod");
        assertThat(cluster.requests().counts()).isEmpty();
    }

    @Test
    void without_a_name_it_is_the_uid_of_kube_system() throws Exception {
        assertThat(identity("")).matches("[0-9a-f-]{36}");
    }

    @Test
    void without_the_right_to_read_it_the_address_stands_in_and_stays_when_the_right_comes() throws Exception {
        cluster.faults().add(Fault.answer(403, "/api/v1/namespaces/kube-system"));
        String first = identity("");
        used.add(first);

        cluster.faults().lift();

        assertThat(first).doesNotContain("-");
        assertThat(identity("")).isEqualTo(first);
    }

    private String identity(String configured) throws Exception {
        return new ClusterIdentity(new ApiServer(client), configured, used::contains).get();
    }
}
