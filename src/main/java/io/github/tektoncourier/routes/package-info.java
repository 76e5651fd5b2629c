/** Loads and checks users' route files. */
@NullMarked
package io.github.tektoncourier.routes;

import org.jspecify.annotations.NullMarked;
