/** Receivers on 127.0.0.1: an HTTP receiver of CloudEvents, a Slack look-alike, and the report of what they got. */
@NullMarked
package io.github.tektoncourier.demo.receivers;

import org.jspecify.annotations.NullMarked;
