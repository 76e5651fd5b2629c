package io.github.tektoncourier.api;

import io.github.tektoncourier.journal.history.NamespaceScope;

/**
 * What a token opens.
 *
 * @param name which token it is, in words that are no secret
 * @param visible namespaces of which it shows anything
 */
record ApiAccess(String name, NamespaceScope visible) {}
