/** Slots: values that a run, its Task or Pipeline, or its namespace fills into a subscription by annotations. */
@NullMarked
package io.github.tektoncourier.slot;

import org.jspecify.annotations.NullMarked;
