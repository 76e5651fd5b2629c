/** Keys and certificates of a sink: PEM files and PKCS12 stores, read and checked. */
@NullMarked
package io.github.tektoncourier.kamelet.tls;

import org.jspecify.annotations.NullMarked;
