/** A cluster, receivers and recordings for {@code courier demo}, the tests and the benchmarks; this package holds what all three share. Imports nothing of the product. */
@NullMarked
package io.github.tektoncourier.demo;

import org.jspecify.annotations.NullMarked;
