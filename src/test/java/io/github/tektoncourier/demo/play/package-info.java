/** Tests of the recordings and their player. */
@NullMarked
package io.github.tektoncourier.demo.play;

import org.jspecify.annotations.NullMarked;
