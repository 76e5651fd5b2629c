/** The one writer: all that waits in one transaction. */
@NullMarked
package io.github.tektoncourier.journal.sqlite.write;

import org.jspecify.annotations.NullMarked;
