/** Which namespaces are watched where they are chosen by globs or labels, so that they come and go. */
@NullMarked
package io.github.tektoncourier.watch.namespaces;

import org.jspecify.annotations.NullMarked;
