/** Messages of users' own for Slack: jq over a story, held to Slack's limits and to harmless markup. Knows no run. */
@NullMarked
package io.github.tektoncourier.kamelet.slack.template;

import org.jspecify.annotations.NullMarked;
