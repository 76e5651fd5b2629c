/** The one place that knows which engines there are. */
@NullMarked
package io.github.tektoncourier.journal.engine;

import org.jspecify.annotations.NullMarked;
