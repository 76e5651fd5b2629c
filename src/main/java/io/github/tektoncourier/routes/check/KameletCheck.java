package io.github.tektoncourier.routes.check;

import io.github.tektoncourier.kamelet.MaxBytes;
import io.github.tektoncourier.kamelet.http.HttpReceiver;
import io.github.tektoncourier.kamelet.http.WireHeaders;
import io.github.tektoncourier.kamelet.kafka.KafkaTopic;
import io.github.tektoncourier.routes.check.Kamelets.Parameters;
import io.github.tektoncourier.routes.check.Kamelets.Property;
import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.text.Nearest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Checks the values that Kamelets are given: their types and ranges, and parameters that need or exclude each other. */
final class KameletCheck {

    static final String NEEDS_ONE = " needs either ";

    private static final String SOURCE = "tekton-events-source";
    private static final Pattern TIME = Pattern.compile("([0-9]{1,12}|([0-9]{1,9}\\s*(ms|s|m|h)\\s*)+)");

    private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

    private final Findings findings;
    private final Kamelets kamelets;

    KameletCheck(Findings findings, Kamelets kamelets) {
        this.findings = findings;
        this.kamelets = kamelets;
    }

    void check(List<KameletUse> uses) {
        for (KameletUse use : uses) {
            Parameters parameters = kamelets.find(use.kamelet()).orElse(null);
            if (parameters == null || (parameters.ours() && !parameters.original())) {
                continue;
            }
            use.values().forEach((name, value) -> {
                Property property = parameters.properties().get(name);
                String text = value.filled() == null ? "" : value.filled().strip();
                if (property != null && !text.isEmpty() && !value.written().startsWith("#")) {
                    typed(use, name, property, text);
                }
            });
            if (parameters.ours()) {
                ours(use);
                use.values().forEach((name, value) -> {
                    if (!parameters.programs().contains(name)) {
                        oneLine(name, value);
                    }
                });
            }
        }
    }

    private void oneLine(String name, KameletUse.Value value) {
        if (findings.errorAt(value.line())) {
            return;
        }
        if (value.filled() != null && value.filled().strip().contains("\n")) {
            findings.error(
                    value.line(),
                    "The value of " + LogText.line(name, 60)
                            + " has a line end in it. Write it on one line, without |.");
        } else if (value.written().endsWith("\n")) {
            findings.warn(
                    value.line(),
                    "The value of " + LogText.line(name, 60)
                            + " ends in a line end, which is taken off. Write it without |.");
        }
    }

    private void typed(KameletUse use, String name, Property property, String text) {
        if (use.kamelet().equals(SOURCE)) {
            return; // SubscriptionCheck knows them better
        }
        String wanted = "";
        if (property.type().equals("integer") && !text.matches("[-+]?[0-9]{1,18}")) {
            wanted = "a number";
        } else if (property.type().equals("number") && !text.matches("[-+]?[0-9]{1,18}(\\.[0-9]+)?")) {
            wanted = "a number";
        } else if (property.type().equals("boolean") && !text.matches("true|false")) {
            wanted = "true or false";
        } else if (!property.allowed().isEmpty() && !property.allowed().contains(text)) {
            wanted = "one of " + String.join(", ", property.allowed());
        }
        if (!wanted.isEmpty()) {
            findings.error(
                    use.line(name),
                    name + "=" + LogText.line(text, 60) + " of " + use.kamelet() + " is not " + wanted + "."
                            + Nearest.hint(text, property.allowed()));
        }
    }

    private void ours(KameletUse use) {
        switch (use.kamelet()) {
            case SOURCE -> source(use);
            case "cloudevents-http-sink", "http-json-sink" -> http(use);
            case "cloudevents-kafka-sink" -> kafka(use);
            case "tekton-slack-sink" -> slack(use);
            default -> { // has no parameters that depend on each other
            }
        }
        use.text("responseTimeout").ifPresent(text -> time(use, "responseTimeout", text));
        use.text("headers").ifPresent(names -> bean(use, "headers", "", () -> wire(use, names)));
        use.text("maxBytes").ifPresent(text -> bean(use, "maxBytes", "", () -> new MaxBytes().setSize(text)));
    }

    private static void wire(KameletUse use, String names) {
        WireHeaders headers = new WireHeaders();
        headers.setMode(use.text("contentMode").orElse(""));
        headers.setNames(names);
    }

    private void source(KameletUse use) {
        Map<String, SubscriptionCheck.Value> given = new TreeMap<>();
        use.values().forEach((name, value) -> {
            if (value.filled() != null) {
                given.put(name, new SubscriptionCheck.Value(value.filled(), value.line()));
            }
        });
        new SubscriptionCheck(findings).check(given);
    }

    private void http(KameletUse use) {
        use.text("url").ifPresent(url -> url(use, "url", url));
        if (use.text("bearerToken").isPresent() && use.text("username").isPresent()) {
            findings.error(
                    use.line("username"),
                    use.kamelet() + " takes either bearerToken or username and password. Take one of them out.");
        }
        use.text("bearerToken")
                .filter(token -> token.matches("(?i)bearer\\s.*"))
                .ifPresent(
                        token -> findings.error(
                                use.line("bearerToken"),
                                "bearerToken begins with Bearer, which the Kamelet puts before it by itself. Take the word out."));
        pair(use, "username", "password");
        pair(use, "password", "username");
    }

    private void pair(KameletUse use, String one, String other) {
        if (use.text(one).isPresent() && !use.values().containsKey(other)) {
            findings.error(use.line(one), one + " goes together with " + other + ". Add " + other + " beside it.");
        }
    }

    private void kafka(KameletUse use) {
        use.text("topic").ifPresent(topic -> {
            bean(use, "topic", "", () -> new KafkaTopic().setTopic(topic));
            if (!TOPIC.matcher(topic.replaceAll("\\$?\\{[^{}]*}", "x")).matches()) {
                findings.error(
                        use.line("topic"),
                        "topic=" + LogText.line(topic, 60)
                                + " is no name that Kafka takes: letters, digits, '.', '_' and '-', at most 249. A part"
                                + " from the event is {name}, set by setVariable.");
            }
        });
        KameletUse.Value given = use.values().get("bootstrapServers");
        use.text("bootstrapServers")
                .filter(text -> given != null && !given.written().contains("{{"))
                .ifPresent(servers -> {
                    for (String server : servers.split(",", -1)) {
                        if (!server.strip().matches("\\[?[A-Za-z0-9._:-]+]?:[0-9]{1,5}")) {
                            findings.error(
                                    use.line("bootstrapServers"),
                                    "bootstrapServers takes host:port, several separated by commas, without a scheme. Correct"
                                            + " " + LogText.line(server.strip().replaceFirst("^.*@", ""), 60) + ".");
                        }
                    }
                });
    }

    private void slack(KameletUse use) {
        boolean webhook = use.values().containsKey("webhookUrl");
        boolean token = use.values().containsKey("token");
        boolean channel = use.values().containsKey("channel") || use.values().containsKey("channelFrom");
        if (webhook && (token || channel)) {
            findings.error(
                    use.line(token ? "token" : "channel"),
                    "tekton-slack-sink takes either webhookUrl, whose channel is fixed, or token and channel. Take one of"
                            + " them out.");
        } else if (!webhook && !(token && channel)) {
            findings.error(
                    use.line(),
                    "tekton-slack-sink" + NEEDS_ONE + "webhookUrl, or token and channel. Add "
                            + (token ? "channel" : channel ? "token" : "them") + " below parameters.");
        }
        use.text("webhookUrl").ifPresent(url -> url(use, "webhookUrl", url));
    }

    /** Says what the Kamelet's bean says, which shows nothing of the address: all of it may be secret. */
    private void url(KameletUse use, String name, String url) {
        String scheme = EndpointCall.scheme(url);
        String hint = scheme.matches("(?i)https?") ? "" : Nearest.hint(scheme, List.of("http", "https"));
        bean(use, name, hint, () -> new HttpReceiver().setUrl(url));
    }

    private void bean(KameletUse use, String name, String hint, Runnable set) {
        try {
            set.run();
        } catch (IllegalArgumentException e) {
            String said = String.valueOf(e.getMessage()).replaceFirst("\\.*$", ".");
            findings.error(
                    use.line(name),
                    (said.contains(name) ? "" : name + ": ")
                            + said
                            + hint
                            + (said.matches(".*(must|Write|Correct|Use|Take|write|Copy).*")
                                    ? ""
                                    : " Correct it there."));
        }
    }

    private void time(KameletUse use, String name, String text) {
        boolean none = !TIME.matcher(text).matches() || text.matches("0+\\s*(ms|s|m|h)?");
        if (none) {
            findings.error(
                    use.line(name),
                    name + "=" + LogText.line(text, 60) + " of " + use.kamelet()
                            + " is no time. Write a whole number and a unit, e.g. 500ms, 10s or 1m.");
        }
    }
}
