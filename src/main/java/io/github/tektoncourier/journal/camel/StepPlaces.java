package io.github.tektoncourier.journal.camel;

import org.apache.camel.NamedNode;

/** Says of a route's steps where they are written, for explanations; bound in the registry where there are files. */
public interface StepPlaces {

    /**
     * Says where a step stands.
     *
     * @return file, line and step in words; in a second line, where it has one, the expression that it decides by, as it
     *     is written. Empty where the step is not known, or not yet.
     */
    String of(NamedNode step);
}
