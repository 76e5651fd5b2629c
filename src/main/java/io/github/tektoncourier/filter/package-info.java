/** Filters: which events a subscription gets. */
@NullMarked
package io.github.tektoncourier.filter;

import org.jspecify.annotations.NullMarked;
