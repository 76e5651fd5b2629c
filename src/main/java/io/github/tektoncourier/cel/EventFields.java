package io.github.tektoncourier.cel;

import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import io.github.tektoncourier.cloudevent.HeaderNames;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.AbstractMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The variable {@code event}: the attributes by their names, each with its type and with its type's zero where absent. */
final class EventFields extends AbstractMap<String, Object> {

    /** In order of the alphabet, for messages. */
    static final List<String> NAMES =
            List.copyOf(new TreeSet<>(HeaderNames.ofEvents().keySet()));

    private static final Set<String> KNOWN = Set.copyOf(NAMES);

    static final StructType TYPE =
            StructType.create("Event", ImmutableSet.copyOf(NAMES), name -> Optional.of(type(name)));

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");
    private static final Set<String> NUMBERS = Set.of("attempt", "exitcode");

    private final CelEvent event;

    EventFields(CelEvent event) {
        this.event = event;
    }

    static boolean known(String name) {
        return KNOWN.contains(name);
    }

    private static CelType type(String name) {
        if (name.equals("time")) {
            return SimpleType.TIMESTAMP;
        }
        return NUMBERS.contains(name) ? SimpleType.INT : SimpleType.STRING;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return key instanceof String name && known(name);
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
        if (!(key instanceof String name) || !known(name)) {
            return null;
        }
        String value = event.attribute(name);
        if (name.equals("time")) {
            return time(value);
        }
        return NUMBERS.contains(name) ? (Object) number(value) : value == null ? "" : value;
    }

    private static Instant time(@Nullable String value) {
        try {
            return value == null ? Instant.EPOCH : OffsetDateTime.parse(value).toInstant();
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }

    static long number(@Nullable String value) {
        return value == null || !NUMBER.matcher(value).matches() ? 0 : Long.parseLong(value);
    }

    @Override
    public Set<Map.Entry<String, Object>> entrySet() {
        return NAMES.stream()
                .map(name -> Map.<String, Object>entry(name, String.valueOf(get(name))))
                .collect(Collectors.toSet());
    }
}
