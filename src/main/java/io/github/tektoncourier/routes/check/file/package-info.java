/** What a sink file says: YAML with its lines, steps, endpoints, expressions; and what is said about it. */
@NullMarked
package io.github.tektoncourier.routes.check.file;

import org.jspecify.annotations.NullMarked;
