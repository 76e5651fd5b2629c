/** Checks users' route files before anything of them runs: nodes with their lines in, problems out. */
@NullMarked
package io.github.tektoncourier.routes.check;

import org.jspecify.annotations.NullMarked;
