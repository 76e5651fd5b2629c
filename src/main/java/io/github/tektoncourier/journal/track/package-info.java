/** What delivery and an engine share: ordered events, and where a subscription's progress goes. */
@NullMarked
package io.github.tektoncourier.journal.track;

import org.jspecify.annotations.NullMarked;
