/** The embedded cluster: an API server of our own that plays recorded runs and can be told to fail; demo, tests and benchmark use it. */
@NullMarked
package io.github.tektoncourier.demo;

import org.jspecify.annotations.NullMarked;
