/** Recordings of Tekton runs and the player that writes them into the embedded cluster. */
@NullMarked
package io.github.tektoncourier.demo.play;

import org.jspecify.annotations.NullMarked;
