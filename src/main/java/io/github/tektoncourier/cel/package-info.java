/** CEL over an event and its run, with the functions of Tekton Triggers. No Camel; the only place for dev.cel. */
@NullMarked
package io.github.tektoncourier.cel;

import org.jspecify.annotations.NullMarked;
