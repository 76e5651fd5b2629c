/** What the journal says, as JSON and back: the same for commands and for the HTTP API. */
@NullMarked
package io.github.tektoncourier.api.json;

import org.jspecify.annotations.NullMarked;
