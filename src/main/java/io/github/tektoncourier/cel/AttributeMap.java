package io.github.tektoncourier.cel;

import java.util.AbstractMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The variable {@code attributes}: those that the event has, as texts. */
final class AttributeMap extends AbstractMap<String, Object> {

    private final CelEvent event;

    AttributeMap(CelEvent event) {
        this.event = event;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return get(key) != null;
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
        return key instanceof String name && EventFields.known(name) ? event.attribute(name) : null;
    }

    /** Whether an attribute has a value; its name as that of a header: in any case, with or without {@code ce-}. */
    boolean matches(String name, String value) {
        String lower = name.toLowerCase(Locale.ROOT);
        return value.equals(get(lower.startsWith("ce-") ? lower.substring(3) : lower));
    }

    @Override
    public Set<Map.Entry<String, Object>> entrySet() {
        return EventFields.NAMES.stream()
                .filter(this::containsKey)
                .map(name -> Map.entry(name, (Object) String.valueOf(get(name))))
                .collect(Collectors.toSet());
    }
}
