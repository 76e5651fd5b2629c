/** Camel's grammar of routes: which steps, languages and addresses there are. */
@NullMarked
package io.github.tektoncourier.routes.check.grammar;

import org.jspecify.annotations.NullMarked;
