/** The program as people meet it: its own process, a real API server or the embedded one, real receivers. */
@NullMarked
package io.github.tektoncourier.e2e;

import org.jspecify.annotations.NullMarked;
