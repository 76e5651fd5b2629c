/** The jar in other people's applications: a project of their own, the Camel CLI, a Pipe. */
@NullMarked
package io.github.tektoncourier.reuse;

import org.jspecify.annotations.NullMarked;
