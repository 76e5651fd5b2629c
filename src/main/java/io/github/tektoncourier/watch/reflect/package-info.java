/** The reflector: lists, watches, lists again, finds runs that are missing, and hands changes over. Knows neither Camel nor HTTP. */
@NullMarked
package io.github.tektoncourier.watch.reflect;

import org.jspecify.annotations.NullMarked;
