/** What may go from the file, and how full it is. */
@NullMarked
package io.github.tektoncourier.journal.sqlite.retain;

import org.jspecify.annotations.NullMarked;
