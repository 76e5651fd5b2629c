/** Programs of jq in sink files: what they may say, and placeholders in them. */
@NullMarked
package io.github.tektoncourier.routes.check.jq;

import org.jspecify.annotations.NullMarked;
