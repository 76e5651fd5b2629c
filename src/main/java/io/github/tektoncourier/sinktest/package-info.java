/** Tests of sink files: how they are written, and whether what came out is what a test expects. */
@NullMarked
package io.github.tektoncourier.sinktest;

import org.jspecify.annotations.NullMarked;
