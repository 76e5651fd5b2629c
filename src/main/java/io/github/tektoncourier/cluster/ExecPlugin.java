package io.github.tektoncourier.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.Cluster;
import io.fabric8.kubernetes.api.model.ExecConfig;
import io.fabric8.kubernetes.api.model.ExecEnvVar;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells a credentials plugin which version of ExecCredential is expected and, where it asks, which cluster: by
 * {@code KUBERNETES_EXEC_INFO}, which kubectl always sets and the client does not
 * (kubernetes.io/docs/reference/access-authn-authz/authentication, "client-go credential plugins").
 */
final class ExecPlugin {

    private static final String VARIABLE = "KUBERNETES_EXEC_INFO";
    private static final ObjectMapper JSON = new JsonMapper();

    private ExecPlugin() {}

    static void prepare(AuthInfo user, Cluster cluster) {
        ExecConfig exec = user.getExec();
        if (exec == null) {
            return;
        }
        ObjectNode info = JSON.createObjectNode();
        info.put("apiVersion", exec.getApiVersion());
        info.put("kind", "ExecCredential");
        ObjectNode spec = info.putObject("spec");
        spec.put("interactive", false);
        if (Boolean.TRUE.equals(exec.getProvideClusterInfo())) {
            describe(cluster, spec.putObject("cluster"));
        }
        List<ExecEnvVar> environment = new ArrayList<>();
        environment.add(new ExecEnvVar(VARIABLE, info.toString()));
        if (exec.getEnv() != null) {
            environment.addAll(exec.getEnv());
        }
        exec.setEnv(environment);
    }

    private static void describe(Cluster cluster, ObjectNode into) {
        put(into, "server", cluster.getServer());
        put(into, "tls-server-name", cluster.getTlsServerName());
        put(into, "certificate-authority-data", cluster.getCertificateAuthorityData());
        put(into, "proxy-url", cluster.getProxyUrl());
        if (Boolean.TRUE.equals(cluster.getInsecureSkipTlsVerify())) {
            into.put("insecure-skip-tls-verify", true);
        }
    }

    private static void put(ObjectNode into, String name, @Nullable String value) {
        if (value != null) {
            into.put(name, value);
        }
    }
}
