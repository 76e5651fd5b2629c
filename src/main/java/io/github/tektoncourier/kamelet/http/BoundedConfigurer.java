package io.github.tektoncourier.kamelet.http;

import org.apache.camel.component.http.HttpClientConfigurer;

/** Configures a client that has its bounds already. */
public interface BoundedConfigurer extends HttpClientConfigurer {}
