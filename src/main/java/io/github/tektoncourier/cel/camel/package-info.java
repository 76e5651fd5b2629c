/** The language {@code cel} of Camel: what {@code cel} compiles, over an exchange. */
@NullMarked
package io.github.tektoncourier.cel.camel;

import org.jspecify.annotations.NullMarked;
