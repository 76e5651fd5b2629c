/** Text that people and machines read: secrets taken out, log lines. Below everything else. */
@NullMarked
package io.github.tektoncourier.text;

import org.jspecify.annotations.NullMarked;
