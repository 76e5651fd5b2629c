/** The schemas of events: how they are made, and that every event which any test produces keeps them. */
@NullMarked
package io.github.tektoncourier.schema;

import org.jspecify.annotations.NullMarked;
