/** The embedded engine: one SQLite file that one process owns at a time. The only room for SQL. */
@NullMarked
package io.github.tektoncourier.journal.sqlite;

import org.jspecify.annotations.NullMarked;
