/** The file itself: schema, statements, rows, lock, and what is wrong with it. */
@NullMarked
package io.github.tektoncourier.journal.sqlite.store;

import org.jspecify.annotations.NullMarked;
