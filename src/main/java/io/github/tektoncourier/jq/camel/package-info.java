/** Camel's language for jq within a budget. */
@NullMarked
package io.github.tektoncourier.jq.camel;

import org.jspecify.annotations.NullMarked;
