/** The HTTP API: paths, tokens, bounds and answers; reads the journal by its port and knows no server. */
@NullMarked
package io.github.tektoncourier.api;

import org.jspecify.annotations.NullMarked;
