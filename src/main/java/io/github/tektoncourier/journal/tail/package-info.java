/** The last lines of failed steps: what is kept of them, by which port, and how sinks get them. */
@NullMarked
package io.github.tektoncourier.journal.tail;

import org.jspecify.annotations.NullMarked;
