/** First stage: lists and watches runs and core Events, as the Camel component {@code tekton:}. */
@NullMarked
package io.github.tektoncourier.watch;

import org.jspecify.annotations.NullMarked;
