/** The commands of {@code ./courier}. */
@NullMarked
package io.github.tektoncourier.cli;

import org.jspecify.annotations.NullMarked;
