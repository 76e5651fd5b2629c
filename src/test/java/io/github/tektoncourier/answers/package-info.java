/** The tables of docs/sinks.md as data, and servers that play their rows. */
@org.jspecify.annotations.NullMarked
package io.github.tektoncourier.answers;
