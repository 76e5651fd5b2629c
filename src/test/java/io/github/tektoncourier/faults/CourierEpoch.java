package io.github.tektoncourier.faults;

import io.github.tektoncourier.e2e.Life;
import io.github.tektoncourier.filter.Globs;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One life of the courier's process under one set of settings.
 *
 * @param began before it was started
 * @param watching when it called itself ready; {@link Long#MAX_VALUE} if it never did
 */
record CourierEpoch(long began, long watching, Map<String, String> settings) {

    CourierEpoch watching(long since) {
        return new CourierEpoch(began, since, settings);
    }

    boolean watches() {
        return watching != Long.MAX_VALUE;
    }

    String announce() {
        return settings.getOrDefault("courier.announce", "new");
    }

    boolean sees(LivedRun run) {
        return (namespaces().isEmpty()
                        || Globs.of(String.join(",", namespaces())).matches(run.namespace()))
                && (list("courier.kinds").isEmpty()
                        || list("courier.kinds").contains(run.life().kind().plural))
                && (selector().isEmpty() || selector().equals("team=" + run.team()));
    }

    /** The scope in which it sees a run, as docs/design has it: cluster, kind, namespace or all, selector. */
    String scopeOf(LivedRun run) {
        Life.Kind kind = run.life().kind();
        return String.join(
                "/",
                settings.getOrDefault("courier.cluster", ""),
                kind.name().toLowerCase(Locale.ROOT),
                scopeOf(namespaces(), run),
                selector());
    }

    /** Globs are one scope for all that they match. */
    private static String scopeOf(List<String> namespaces, LivedRun run) {
        boolean globs = namespaces.stream().anyMatch(one -> one.contains("*") || one.contains("?"));
        return namespaces.isEmpty() ? "*" : globs ? String.join(",", namespaces) : run.namespace();
    }

    private String selector() {
        return settings.getOrDefault("courier.label-selector", "");
    }

    private List<String> namespaces() {
        return list("courier.namespaces");
    }

    private List<String> list(String key) {
        String value = settings.getOrDefault(key, "");
        return value.isEmpty() ? List.of() : Arrays.asList(value.split(","));
    }
}
