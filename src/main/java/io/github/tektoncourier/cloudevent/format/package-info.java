/** What a sink can be sent instead of our own events: pure functions from an event to an event. */
@NullMarked
package io.github.tektoncourier.cloudevent.format;

import org.jspecify.annotations.NullMarked;
