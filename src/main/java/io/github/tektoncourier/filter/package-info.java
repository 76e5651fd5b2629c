/** What decides who gets an event. */
@NullMarked
package io.github.tektoncourier.filter;

import org.jspecify.annotations.NullMarked;
