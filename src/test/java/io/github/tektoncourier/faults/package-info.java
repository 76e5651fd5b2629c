/** The fault harness behind {@code bench/faults}: the real program, everything that goes wrong, and the books of it. */
@NullMarked
package io.github.tektoncourier.faults;

import org.jspecify.annotations.NullMarked;
