/** Sink files at work without a cluster, a journal file or a network: what they would send, and why not. */
@NullMarked
package io.github.tektoncourier.offline;

import org.jspecify.annotations.NullMarked;
