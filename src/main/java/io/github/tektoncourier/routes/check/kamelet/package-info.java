/** Calls of Kamelets in sink files: which there are, and their parameters. */
@NullMarked
package io.github.tektoncourier.routes.check.kamelet;

import org.jspecify.annotations.NullMarked;
