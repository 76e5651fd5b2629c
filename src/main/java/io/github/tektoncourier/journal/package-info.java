/** Fifth stage, as others see it: appends each id once, durably, and delivers to named subscriptions. Knows no engine. */
@NullMarked
package io.github.tektoncourier.journal;

import org.jspecify.annotations.NullMarked;
