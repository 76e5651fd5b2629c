/** First stage: lists and watches runs and core Events, as the Camel component {@code tekton:}. Here is Camel's part of it. */
@NullMarked
package io.github.tektoncourier.watch;

import org.jspecify.annotations.NullMarked;
