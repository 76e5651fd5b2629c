/** What the Kamelet for Slack needs from Java: the message that tells of a run. */
@NullMarked
package io.github.tektoncourier.kamelet.slack;

import org.jspecify.annotations.NullMarked;
