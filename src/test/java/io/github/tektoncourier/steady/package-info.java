/** {@code bench/steady}: what the courier costs at the rates of a working cluster, on a real API server. */
@NullMarked
package io.github.tektoncourier.steady;

import org.jspecify.annotations.NullMarked;
