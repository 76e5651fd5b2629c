/** The little else we ask the API server, beside watching runs and Events. */
@NullMarked
package io.github.tektoncourier.cluster;

import org.jspecify.annotations.NullMarked;
