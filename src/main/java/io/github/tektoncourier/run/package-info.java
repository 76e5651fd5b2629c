/** What a run is: a typed, read-only view of the JSON the cluster stores, and the port {@link io.github.tektoncourier.run.Known}. Imports nothing of ours. */
@NullMarked
package io.github.tektoncourier.run;

import org.jspecify.annotations.NullMarked;
