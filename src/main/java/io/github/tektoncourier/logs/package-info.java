/** Beside the stages: reads the last lines of failed steps, for sinks that tell people (docs/decisions/0044). Off by default. */
@NullMarked
package io.github.tektoncourier.logs;

import org.jspecify.annotations.NullMarked;
