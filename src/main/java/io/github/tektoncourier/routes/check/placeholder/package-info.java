/** Placeholders of sink files: where they stand and what they are filled with. */
@NullMarked
package io.github.tektoncourier.routes.check.placeholder;

import org.jspecify.annotations.NullMarked;
