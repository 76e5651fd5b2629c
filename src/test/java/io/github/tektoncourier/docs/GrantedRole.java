package io.github.tektoncourier.docs;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.tektoncourier.kube.KubeApiServer;
import java.time.Duration;
import java.util.Iterator;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** The shipped ClusterRole on an API server, whole or with a verb less. */
final class GrantedRole {

    private static final String PATH = "/apis/rbac.authorization.k8s.io/v1/clusterroles/tekton-courier";

    private final KubeApiServer server;

    GrantedRole(KubeApiServer server) {
        this.server = server;
    }

    /** Takes a verb from the role, for all resources of its rule, and waits until the API server decides by it. */
    void takeAway(String resource, String verb) {
        JsonNode role = Manifests.read("base/clusterrole.yaml");
        Iterator<JsonNode> rules = role.path("rules").iterator();
        while (rules.hasNext()) {
            JsonNode rule = rules.next();
            if (rule.path("resources").get(0).asText().equals(resource)) {
                for (Iterator<JsonNode> verbs = rule.path("verbs").iterator(); verbs.hasNext(); ) {
                    if (verbs.next().asText().equals(verb)) {
                        verbs.remove();
                    }
                }
                if (rule.path("verbs").isEmpty()) {
                    rules.remove(); // a rule without a verb is refused
                }
            }
        }
        server.send("PUT", PATH, role.toString());
        patiently().until(() -> !allowed(resource, verb));
    }

    /** The role as it ships. */
    void grantAll() {
        server.send("PUT", PATH, Manifests.read("base/clusterrole.yaml").toString());
        patiently().until(() -> allowed("taskruns", "get") && allowed("namespaces", "get"));
    }

    boolean allowed(String resource, String verb) {
        String review =
                """
                {"apiVersion":"authorization.k8s.io/v1","kind":"SubjectAccessReview","spec":
                 {"user":"system:serviceaccount:tekton-courier:tekton-courier","resourceAttributes":
                  {"group":"%s","resource":"%s","verb":"%s"%s}}}"""
                        .formatted(
                                resource.equals("taskruns") ? "tekton.dev" : "",
                                resource,
                                verb,
                                resource.equals("namespaces") ? ",\"name\":\"kube-system\"" : "");
        return server.send("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", review)
                .at("/status/allowed")
                .asBoolean();
    }

    private static ConditionFactory patiently() {
        return Awaitility.await().atMost(Duration.ofSeconds(60));
    }
}
