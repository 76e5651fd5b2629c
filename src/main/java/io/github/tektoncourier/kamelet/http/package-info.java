/** What the Kamelets that send over HTTP need from Java: addresses, bounds, proxies, the recorder of trials. */
@NullMarked
package io.github.tektoncourier.kamelet.http;

import org.jspecify.annotations.NullMarked;
