/** The proxies that the environment names: in front of the API server and of receivers. Below everything else. */
@NullMarked
package io.github.tektoncourier.proxy;

import org.jspecify.annotations.NullMarked;
