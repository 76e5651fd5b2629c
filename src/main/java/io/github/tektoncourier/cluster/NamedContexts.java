package io.github.tektoncourier.cluster;

import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.api.model.Context;
import io.fabric8.kubernetes.api.model.NamedAuthInfo;
import io.fabric8.kubernetes.api.model.NamedCluster;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The cluster and the user that a context names; the first file that has an entry of a name wins. */
record NamedContexts(NamedCluster cluster, Optional<NamedAuthInfo> user) {

    /** Throws {@link KubeconfigException} where one of the names leads nowhere, as kubectl does. */
    static NamedContexts of(String name, List<Config> files, String where) {
        Context context = files.stream()
                .flatMap(file -> stream(file.getContexts()))
                .filter(found -> name.equals(found.getName()) && found.getContext() != null)
                .findFirst()
                .orElseThrow(() -> new KubeconfigException(where + ": its current-context \"" + name
                        + "\" does not exist. Choose one of those that: kubectl config get-contexts"))
                .getContext();
        NamedCluster cluster = files.stream()
                .flatMap(file -> stream(file.getClusters()))
                .filter(found -> Objects.equals(context.getCluster(), found.getName()) && found.getCluster() != null)
                .findFirst()
                .orElseThrow(() -> missing(where, name, "cluster", context.getCluster()));
        if (cluster.getCluster().getServer() == null) {
            throw new KubeconfigException(where + ": cluster \"" + cluster.getName() + "\" has no server.");
        }
        if (context.getUser() == null || context.getUser().isEmpty()) {
            return new NamedContexts(cluster, Optional.empty());
        }
        NamedAuthInfo user = files.stream()
                .flatMap(file -> stream(file.getUsers()))
                .filter(found -> context.getUser().equals(found.getName()) && found.getUser() != null)
                .findFirst()
                .orElseThrow(() -> missing(where, name, "user", context.getUser()));
        return new NamedContexts(cluster, Optional.of(user));
    }

    private static KubeconfigException missing(String where, String context, String what, String name) {
        return new KubeconfigException(where + ": context \"" + context + "\" names the " + what + " \"" + name
                + "\", which is not there or empty.");
    }

    private static <T> Stream<T> stream(List<T> list) {
        return list == null ? Stream.empty() : list.stream().filter(Objects::nonNull);
    }
}
