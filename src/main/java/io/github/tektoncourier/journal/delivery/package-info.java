/** One subscription: what goes next, and what a failure means. Knows no engine. */
@NullMarked
package io.github.tektoncourier.journal.delivery;

import org.jspecify.annotations.NullMarked;
