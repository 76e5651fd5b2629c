/** Values of sink files that change while the courier runs: mounted files, Secrets, ConfigMaps, keys and certificates. */
@NullMarked
package io.github.tektoncourier.routes.rotate;

import org.jspecify.annotations.NullMarked;
