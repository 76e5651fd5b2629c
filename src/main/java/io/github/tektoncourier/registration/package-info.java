/** Sink files that are registered in ConfigMaps: of the courier's own namespace, and of tenants' namespaces. */
@NullMarked
package io.github.tektoncourier.registration;

import org.jspecify.annotations.NullMarked;
