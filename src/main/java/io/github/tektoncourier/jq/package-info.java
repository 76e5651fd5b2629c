/** jq within a budget: what one evaluation may cost in steps, time, memory and depth. No Camel. */
@NullMarked
package io.github.tektoncourier.jq;

import org.jspecify.annotations.NullMarked;
