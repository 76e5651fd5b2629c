/** The embedded API server: stores, lists, watches and changes objects as Kubernetes does, and fails on request. */
@NullMarked
package io.github.tektoncourier.demo.kube;

import org.jspecify.annotations.NullMarked;
