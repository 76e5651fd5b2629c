/** What the sink Kamelets need from Java: CloudEvents bindings and Slack messages. */
@NullMarked
package io.github.tektoncourier.sink;

import org.jspecify.annotations.NullMarked;
