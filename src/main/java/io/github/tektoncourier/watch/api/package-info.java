/** HTTP to the API server: requests, streams of bytes, and what cuts them into list items and watch frames. */
@NullMarked
package io.github.tektoncourier.watch.api;

import org.jspecify.annotations.NullMarked;
