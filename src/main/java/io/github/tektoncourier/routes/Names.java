package io.github.tektoncourier.routes;

import java.util.Set;

/** The names that a file takes, of which there can be only one each in the courier. */
record Names(Set<String> routes, Set<String> steps, Set<String> subscriptions) {

    static final Names NONE = new Names(Set.of(), Set.of(), Set.of());
}
