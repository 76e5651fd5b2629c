/** Third stage: finds all moments that a run's snapshot proves. Pure functions. */
@NullMarked
package io.github.tektoncourier.moment;

import org.jspecify.annotations.NullMarked;
