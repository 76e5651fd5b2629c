/** What became of events, as plain values: no engine, no Camel. */
@NullMarked
package io.github.tektoncourier.journal.history;

import org.jspecify.annotations.NullMarked;
