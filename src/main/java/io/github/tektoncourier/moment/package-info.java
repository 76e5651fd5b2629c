/** Third stage: run snapshot in, everything it proves out; pure. */
@NullMarked
package io.github.tektoncourier.moment;

import org.jspecify.annotations.NullMarked;
