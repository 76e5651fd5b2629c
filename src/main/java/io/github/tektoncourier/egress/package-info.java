/** Which addresses a value from a run, a namespace or a tenant may lead to. Plain values: no Camel, no HTTP client. */
@NullMarked
package io.github.tektoncourier.egress;

import org.jspecify.annotations.NullMarked;
