/** Makes a sound file of a damaged one. */
@NullMarked
package io.github.tektoncourier.journal.sqlite.repair;

import org.jspecify.annotations.NullMarked;
