/** Tests of the receivers and their report. */
@NullMarked
package io.github.tektoncourier.demo.receivers;

import org.jspecify.annotations.NullMarked;
