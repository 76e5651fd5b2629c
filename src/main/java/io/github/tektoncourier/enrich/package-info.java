/** Second stage: a core Event becomes Event and run. */
@NullMarked
package io.github.tektoncourier.enrich;

import org.jspecify.annotations.NullMarked;
