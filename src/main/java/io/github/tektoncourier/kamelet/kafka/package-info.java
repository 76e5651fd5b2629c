/** What the Kamelet for Kafka needs from Java: shared producers, topics, what Kafka's errors mean. The only room for Kafka's classes. */
@NullMarked
package io.github.tektoncourier.kamelet.kafka;

import org.jspecify.annotations.NullMarked;
