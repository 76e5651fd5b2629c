package io.github.tektoncourier.sink;

import org.apache.camel.component.http.HttpClientConfigurer;

/** Configures a client that has its bounds already. */
interface BoundedConfigurer extends HttpClientConfigurer {}
