/** What Kamelets need from Java, whatever they send to: values of the event, sizes, formats. */
@NullMarked
package io.github.tektoncourier.kamelet;

import org.jspecify.annotations.NullMarked;
