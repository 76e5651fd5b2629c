/** Load programs for {@code bench/run}: a cluster under load, a counting receiver, a bare POST loop. */
@NullMarked
package io.github.tektoncourier.bench;

import org.jspecify.annotations.NullMarked;
