package io.github.tektoncourier.cloudevent.format;

import java.util.List;
import java.util.Optional;

/** How events look to one sink. Depends on nothing but the event, so every try and every replica sends the same. */
@FunctionalInterface
public interface Format {

    /** All names, as users write them. */
    List<String> NAMES = List.of("default", "tektonv1", "cdevents");

    /**
     * The event in this format, or nothing where the format has no such event.
     *
     * @throws FormatException where the event is one that the format has, but cannot be read as one
     */
    Optional<EventMessage> format(EventMessage event);

    /**
     * The format of a name.
     *
     * @param links for formats that say where a person finds the run
     * @throws IllegalArgumentException for any other name; says which there are
     */
    static Format named(String name, RunLinks links) {
        return switch (name) {
            case "default" -> Optional::of;
            case "tektonv1" -> new TektonV1();
            case "cdevents" -> new CdEvents(links);
            default ->
                throw new IllegalArgumentException(
                        "There is no format '" + name + "'. Choose one of: " + String.join(", ", NAMES) + ".");
        };
    }
}
