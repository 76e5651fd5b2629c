/** The Camel component {@code journal:}. The only room of the journal for Camel. */
@NullMarked
package io.github.tektoncourier.journal.camel;

import org.jspecify.annotations.NullMarked;
