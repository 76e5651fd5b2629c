/** A journal behind another process's HTTP API, as commands read it. */
@NullMarked
package io.github.tektoncourier.api.client;

import org.jspecify.annotations.NullMarked;
