/** Tests of the embedded cluster, the recordings and the receivers. */
@NullMarked
package io.github.tektoncourier.demo;

import org.jspecify.annotations.NullMarked;
