package io.github.tektoncourier.routes.check.kamelet;

import io.github.tektoncourier.kamelet.MaxBytes;
import io.github.tektoncourier.kamelet.RunUrl;
import io.github.tektoncourier.kamelet.http.HttpReceiver;
import io.github.tektoncourier.kamelet.http.WireHeaders;
import io.github.tektoncourier.kamelet.kafka.KafkaTopic;
import io.github.tektoncourier.kamelet.slack.LiveParameters;
import io.github.tektoncourier.routes.check.file.ControlCharacters;
import io.github.tektoncourier.routes.check.file.EndpointCall;
import io.github.tektoncourier.routes.check.file.Findings;
import io.github.tektoncourier.routes.check.kamelet.Kamelets.Parameters;
import io.github.tektoncourier.routes.check.kamelet.Kamelets.Property;
import io.github.tektoncourier.text.Credentials;
import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.text.Nearest;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.util.TimeUtils;

/** Checks the values that Kamelets are given: their types and ranges, and parameters that need or exclude each other. */
public final class KameletCheck {

    public static final String NEEDS_ONE = " needs either ";

    private static final String SOURCE = "tekton-events-source";
    /** Parameters that mean nothing when empty. */
    private static final Set<String> NOT_EMPTY = Set.of(
            "url",
            "urlFrom",
            "method",
            "body",
            "bootstrapServers",
            "topic",
            "topicFrom",
            "channelFrom",
            "slot",
            "contentMode",
            "bearerToken",
            "username",
            "oauth2TokenUrl",
            "oauth2ClientId",
            "oauth2ClientSecret",
            "signingSecret",
            "keyStore",
            "trustStore",
            "webhookUrl",
            "token",
            "channel",
            "apiUrl",
            "format",
            "startFrom",
            "retryFor");

    /** A placeholder whose author says that it may bring nothing. */
    private static final Pattern MAY_BE_EMPTY = Pattern.compile("\\{\\{(\\?[^{}]*|[^{}]*:)}}");

    private static final Pattern TIME = Pattern.compile("([0-9]{1,12}|([0-9]{1,9}\\s*(ms|s|m|h)\\s*)+)");

    /** How a shell, Spring or a template writes a placeholder. */
    private static final Pattern FOREIGN_PLACEHOLDER =
            Pattern.compile("\\$?\\{\\s*(?:env[.:])?[A-Za-z][A-Za-z0-9_.-]*\\s*}");

    private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

    /** Where an event chooses the receiver, it must not get what proves the sender. */
    private static final List<String> BESIDE_NO_URL_FROM = List.of(
            "url",
            "bearerToken",
            "username",
            "password",
            "oauth2TokenUrl",
            "oauth2ClientId",
            "oauth2ClientSecret",
            "signingSecret",
            "keyStore");

    /** As for plain {@code http:}. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final Findings findings;
    private final Kamelets kamelets;
    private final AuthenticationCheck authentication;

    private final CamelContext context;

    /** @param context whose routes the calls would be in */
    public KameletCheck(Findings findings, Kamelets kamelets, CamelContext context) {
        this.findings = findings;
        this.kamelets = kamelets;
        this.context = context;
        this.authentication = new AuthenticationCheck(findings, context);
    }

    /**
     * Checks all calls of a file.
     *
     * @param on whether all routes of the file start; a value may be empty where one does not
     */
    public void check(List<KameletUse> uses, boolean on) {
        for (KameletUse given : uses) {
            Parameters parameters = kamelets.find(given.kamelet()).orElse(null);
            KameletUse use = parameters != null && parameters.ours() ? readable(given, on) : given;
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
                    if (!parameters.programs().contains(name) && !name.equals("template")) {
                        oneLine(name, value);
                    }
                });
            }
        }
    }

    /** The call without the values that are told here to be none. */
    private KameletUse readable(KameletUse use, boolean on) {
        Map<String, KameletUse.Value> values = new LinkedHashMap<>();
        use.values().forEach((name, value) -> {
            String text = value.filled() == null ? "" : value.filled();
            Optional<String> control = ControlCharacters.in("The value of " + LogText.line(name, 60), text);
            boolean empty = on
                    && value.filled() != null
                    && text.isBlank()
                    && NOT_EMPTY.contains(name)
                    && !MAY_BE_EMPTY.matcher(value.written().strip()).matches();
            control.ifPresent(what -> findings.error(value.line(), what));
            if (empty && control.isEmpty()) {
                findings.error(
                        value.line(), name + " of " + use.kamelet() + " is empty. Give it a value, or take it out.");
            }
            boolean unreadable = control.isPresent() || empty;
            values.put(name, unreadable ? new KameletUse.Value(value.written(), null, value.line()) : value);
        });
        return new KameletUse(use.kamelet(), use.line(), values, use.unset());
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
        use.text("maxBytes").ifPresent(text -> bean(use, "maxBytes", "", () -> size(text)));
        use.text("runUrl").ifPresent(template -> bean(use, "runUrl", "", () -> RunUrl.check(template)));
    }

    private static void wire(KameletUse use, String names) {
        WireHeaders headers = new WireHeaders();
        headers.setMode(use.text("contentMode").orElse(""));
        headers.setNames(names);
        headers.check();
    }

    private static void size(String text) {
        MaxBytes limit = new MaxBytes();
        limit.setSize(text);
        limit.check();
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
        urlFrom(use);
        if (use.text("bearerToken").isPresent() && use.text("username").isPresent()) {
            findings.error(
                    use.line("username"),
                    use.kamelet() + " takes either bearerToken or username and password. Take one of them out.");
        }
        token(use, "bearerToken");
        use.text("username")
                .filter(name -> name.contains(":"))
                .ifPresent(name -> findings.error(
                        use.line("username"),
                        "username has a colon, which ends a user's name in HTTP Basic authentication (RFC 7617). Put what"
                                + " is behind it into password."));
        pair(use, "username", "password");
        pair(use, "password", "username");
        authentication.http(use);
    }

    private void urlFrom(KameletUse use) {
        if (!use.kamelet().equals("cloudevents-http-sink")) {
            return;
        }
        if (!use.values().containsKey("urlFrom")) {
            if (!use.values().containsKey("url")) {
                findings.error(
                        use.lineOfUnset("url", "urlFrom"),
                        use.kamelet() + NEEDS_ONE + "url or urlFrom. Add one of them below parameters.");
            }
            return;
        }
        for (String other : BESIDE_NO_URL_FROM) {
            if (use.values().containsKey(other)) {
                findings.error(
                        use.line(other),
                        other + " cannot stand beside urlFrom: "
                                + (other.equals("url")
                                        ? "each takes the place of the other."
                                        : "it would go to whatever address an event brings.")
                                + " Take one of them out.");
            }
        }
        headersBesideUrlFrom(use);
    }

    /** A header is sent wherever the event goes, too. */
    private void headersBesideUrlFrom(KameletUse use) {
        use.text("headers").stream()
                .flatMap(names -> Arrays.stream(names.split(",", -1)))
                .map(String::strip)
                .filter(Credentials::named)
                .findFirst()
                .ifPresent(name -> findings.error(
                        use.line("headers"),
                        "headers names " + LogText.line(name, 60) + " beside urlFrom: a credential would go to whatever"
                                + " address an event brings. Take it out."));
    }

    private void token(KameletUse use, String name) {
        String token = use.text(name).orElse("");
        if (token.matches("(?is)bearer\\s.*")) {
            findings.error(
                    use.line(name),
                    name + " begins with Bearer, which the Kamelet puts before it by itself. Take the word out.");
        } else if (token.chars().anyMatch(c -> c > '~')) {
            findings.error(
                    use.line(name),
                    name + " has a character beyond ASCII, which no HTTP header carries. Check whether it is the token"
                            + " alone.");
        }
    }

    private void pair(KameletUse use, String one, String other) {
        if (use.text(one).isPresent() && !use.values().containsKey(other)) {
            findings.error(use.line(one), one + " goes together with " + other + ". Add " + other + " beside it.");
        }
    }

    private void kafka(KameletUse use) {
        use.text("topic").ifPresent(topic -> {
            bean(use, "topic", "", () -> {
                KafkaTopic name = new KafkaTopic();
                name.setTopic(topic);
                name.check();
            });
            String name = topic.replaceAll("\\$?\\{[^{}]*}", "x");
            if (!TOPIC.matcher(name).matches() || name.matches("\\.\\.?")) {
                findings.error(
                        use.line("topic"),
                        "topic=" + LogText.line(topic, 60)
                                + " is no name that Kafka takes: letters, digits, '.', '_' and '-', at most 249. A part"
                                + " from the event is {name}, set by setVariable.");
            }
        });
        from(use, "topic");
        use.text("bootstrapServers")
                .flatMap(servers -> HostPorts.brokers("bootstrapServers", servers))
                .ifPresent(what -> findings.error(use.line("bootstrapServers"), what));
        authentication.kafka(use);
    }

    /** Needed: a fixed value, or the variable that brings each event's. */
    private void from(KameletUse use, String name) {
        boolean fixed = use.values().containsKey(name);
        boolean variable = use.values().containsKey(name + "From");
        if (fixed && variable) {
            findings.error(
                    use.line(name + "From"),
                    name + " cannot stand beside " + name
                            + "From: each takes the place of the other. Take one of them out.");
        } else if (!fixed && !variable) {
            findings.error(
                    use.lineOfUnset(name, name + "From"),
                    use.kamelet() + NEEDS_ONE + name + " or " + name + "From. Add one of them below parameters.");
        }
    }

    private void slack(KameletUse use) {
        if (use.values().containsKey("channel") && use.values().containsKey("channelFrom")) {
            from(use, "channel");
        }
        boolean webhook = use.values().containsKey("webhookUrl");
        boolean token = use.values().containsKey("token");
        boolean channel = use.values().containsKey("channel") || use.values().containsKey("channelFrom");
        if (webhook && (token || channel)) {
            findings.error(
                    use.line(token ? "token" : use.values().containsKey("channel") ? "channel" : "channelFrom"),
                    "tekton-slack-sink takes either webhookUrl, whose channel is fixed, or token and channel (or"
                            + " channelFrom). Take one of them out.");
        } else if (!webhook && !(token && channel)) {
            findings.error(
                    use.lineOfUnset("webhookUrl", "token", "channel", "channelFrom"),
                    "tekton-slack-sink" + NEEDS_ONE + "webhookUrl, or token and channel (or channelFrom). Add "
                            + (token ? "channel" : channel ? "token" : "them") + " below parameters.");
        }
        use.text("channel")
                .filter(name -> name.matches(".*[ \\t,].*"))
                .ifPresent(name -> findings.error(
                        use.line("channel"),
                        "channel is one channel, its name or its id, without blanks and commas. For a second channel"
                                + " write a second step."));
        use.text("webhookUrl").ifPresent(url -> url(use, "webhookUrl", url));
        use.text("apiUrl").ifPresent(url -> url(use, "apiUrl", url));
        token(use, "token");
        use.text("template")
                .ifPresent(jq -> bean(use, "template", "", () -> LiveParameters.checkTemplate(context, jq)));
        boolean still = use.text("live").filter("false"::equalsIgnoreCase).isPresent();
        for (String name : List.of("digestAfter", "digestWindow", "quietHours", "pace")) {
            use.text(name)
                    .filter(text -> !name.equals("digestAfter") || text.matches("[-+]?[0-9]{1,18}"))
                    .ifPresent(text -> bean(use, name, "", () -> LiveParameters.check(name, text)));
            if (still && use.values().containsKey(name)) {
                findings.error(
                        use.line(name),
                        name + " is for messages that are edited, and live: false edits none. Take one of them out.");
            } else if (webhook && use.values().containsKey(name)) {
                findings.error(
                        use.line(name),
                        name
                                + " is for a bot alone, because what a webhook posts cannot be edited. Take it out, or take token"
                                + " and channel in the place of webhookUrl.");
            }
        }
    }

    /** Says what the Kamelet's bean says, which shows nothing of the address: all of it may be secret. */
    private void url(KameletUse use, String name, String url) {
        if (FOREIGN_PLACEHOLDER.matcher(url).matches()) {
            findings.error(
                    use.line(name),
                    name
                            + ": a name in one pair of braces is no placeholder. Write {{name}} and give it by --set, a"
                            + " properties file or an environment variable.");
            return;
        }
        String scheme = EndpointCall.scheme(url);
        String hint = scheme.matches("(?i)https?") ? "" : Nearest.hint(scheme, List.of("http", "https"));
        bean(use, name, hint, () -> {
            HttpReceiver receiver = new HttpReceiver();
            receiver.setUrl(url);
            receiver.origin();
        });
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
        if (!TIME.matcher(text).matches() || !text.matches(".*[1-9].*")) {
            findings.error(
                    use.line(name),
                    name + "=" + LogText.line(text, 60) + " of " + use.kamelet()
                            + " is no time. Write a whole number and a unit, e.g. 500ms, 10s or 1m.");
        } else if (TimeUtils.toMilliSeconds(text) > LONGEST.toMillis()) {
            findings.error(
                    use.line(name),
                    name + "=" + LogText.line(text, 60) + " of " + use.kamelet() + " is too long: a receiver that hangs"
                            + " would hold its lane meanwhile. Write at most 10 minutes, e.g. 30s.");
        }
    }
}
