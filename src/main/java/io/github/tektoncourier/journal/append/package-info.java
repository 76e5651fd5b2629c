/** What an append changes, whatever stores it: what is new of a batch, and what is known of runs and scopes. */
@NullMarked
package io.github.tektoncourier.journal.append;

import org.jspecify.annotations.NullMarked;
