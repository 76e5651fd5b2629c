/** What is put into a Camel context before sink files run in it. */
@NullMarked
package io.github.tektoncourier.routes.camel;

import org.jspecify.annotations.NullMarked;
