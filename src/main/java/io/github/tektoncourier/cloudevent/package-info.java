/** Fourth stage: gives each moment its id, attributes and bytes, once. */
@NullMarked
package io.github.tektoncourier.cloudevent;

import org.jspecify.annotations.NullMarked;
