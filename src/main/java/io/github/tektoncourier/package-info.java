/** The root: reads the settings and wires the stages into one running service. */
@NullMarked
package io.github.tektoncourier;

import org.jspecify.annotations.NullMarked;
