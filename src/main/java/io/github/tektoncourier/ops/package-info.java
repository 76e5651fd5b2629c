/** Health, metrics: what an operator sees. */
@NullMarked
package io.github.tektoncourier.ops;

import org.jspecify.annotations.NullMarked;
