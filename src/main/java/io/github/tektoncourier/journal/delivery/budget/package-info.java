/** How many bytes of events are in memory at a time, over all subscriptions, and which goes next. */
@NullMarked
package io.github.tektoncourier.journal.delivery.budget;

import org.jspecify.annotations.NullMarked;
