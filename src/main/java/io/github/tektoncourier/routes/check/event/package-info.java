/** What sink files expect of events: attributes, paths, values that no event has. */
@NullMarked
package io.github.tektoncourier.routes.check.event;

import org.jspecify.annotations.NullMarked;
