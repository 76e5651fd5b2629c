package io.github.tektoncourier.moment;

import java.util.Set;
import java.util.TreeSet;

/** Every event type there is, for tests that compare it with what documents and schemas say. */
public final class TypesOfMoments {

    private TypesOfMoments() {}

    public static Set<String> all() {
        Set<String> types = new TreeSet<>();
        MomentTypes.TABLE.forEach(row -> types.addAll(row.types().values()));
        types.addAll(MomentTypes.DELETED.types().values());
        types.addAll(MomentTypes.KUBERNETES_EVENT.types().values());
        return types;
    }
}
