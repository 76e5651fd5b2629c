/** Fifth stage: appends each id once, durably, and delivers to named subscriptions; the Camel component {@code journal:}. */
@NullMarked
package io.github.tektoncourier.journal;

import org.jspecify.annotations.NullMarked;
