package io.github.tektoncourier.routes;

import io.github.tektoncourier.journal.SubscriptionName;
import io.github.tektoncourier.routes.check.file.Problem;
import io.github.tektoncourier.routes.check.file.RouteFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Sink files that stand in objects of the cluster. */
public interface RegisteredFiles extends AutoCloseable {

    /** How the names of registered files begin. */
    String PREFIX = "configmap:";

    /** No door is open. */
    RegisteredFiles NONE = new RegisteredFiles() {
        @Override
        public Look look() {
            return Look.NOTHING;
        }

        @Override
        public void close() {}
    };

    /** What is known now. */
    Look look();

    @Override
    void close();

    /**
     * A file and the ConfigMap that it stands in.
     *
     * @param namespace of the ConfigMap; that of the file is empty in the courier's own namespace
     * @param refused why the file is not even looked at
     */
    record Registered(RouteFile file, String namespace, String configMap, String uid, Optional<Problem> refused) {

        /** The file as messages call it. */
        public String name() {
            return file.name();
        }
    }

    /** Whether the absence of a subscription's file says anything. */
    enum Absence {
        /** All files that could have it are known: there is none. */
        GONE,
        /** Its file may be there and was not seen yet. */
        UNSEEN,
        /** No door leads to the namespace. */
        UNCOVERED
    }

    /**
     * What is registered.
     *
     * @param version another one for each change
     * @param objects by tenants' namespaces, the UIDs of their ConfigMaps, the oldest first
     * @param own what the absence of a subscription of the operator says
     * @param covered whether a namespace may register
     * @param seen whether all ConfigMaps of a namespace that may are known
     */
    record Look(
            long version,
            List<Registered> files,
            Map<String, List<String>> objects,
            Absence own,
            Predicate<String> covered,
            Predicate<String> seen) {

        static final Look NOTHING =
                new Look(0, List.of(), Map.of(), Absence.UNCOVERED, namespace -> false, namespace -> false);

        /** What it says that no file has this subscription. */
        Absence absence(String subscription) {
            return SubscriptionName.namespace(subscription)
                    .map(namespace -> !covered.test(namespace)
                            ? Absence.UNCOVERED
                            : seen.test(namespace) ? Absence.GONE : Absence.UNSEEN)
                    .orElse(own);
        }
    }
}
