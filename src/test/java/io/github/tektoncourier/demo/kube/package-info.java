/** Tests of the embedded API server. */
@NullMarked
package io.github.tektoncourier.demo.kube;

import org.jspecify.annotations.NullMarked;
