/** Micro-benchmarks; the only code that needs JMH, compiled by {@code bench/jmh}. */
@NullMarked
package io.github.tektoncourier.bench.jmh;

import org.jspecify.annotations.NullMarked;
