/** Second stage: adds its run to a core Event. */
@NullMarked
package io.github.tektoncourier.enrich;

import org.jspecify.annotations.NullMarked;
