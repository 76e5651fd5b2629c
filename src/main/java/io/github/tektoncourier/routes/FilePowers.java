package io.github.tektoncourier.routes;

import io.github.tektoncourier.egress.EgressRules;
import io.github.tektoncourier.journal.SubscriptionName;
import io.github.tektoncourier.routes.check.FileChecks;
import io.github.tektoncourier.routes.check.file.Problem;
import io.github.tektoncourier.routes.check.file.RouteFile;
import io.github.tektoncourier.routes.check.placeholder.Placeholders;
import io.github.tektoncourier.routes.tenant.TenantLimits;
import io.github.tektoncourier.routes.tenant.TenantRules;
import io.github.tektoncourier.routes.tenant.TenantSecrets;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/** What a sink file may read, by its owner: all that the courier has, or the secrets of one namespace. */
final class FilePowers {

    private static final String KAFKA = "courier.egress.kafka";
    private static final String JQ = "courier.tenants.jq";
    private static final Pattern SECRET = Pattern.compile("\\{\\{(secret:[^{}]{1,520})}}");

    /** In place of values that cannot be read now. */
    static final String UNREADABLE = "unreadable";

    private final Placeholders operators;
    private final FileChecks checks;
    private final TenantLimits limits;
    private final TenantSecrets secrets;

    /**
     * The powers in a context.
     *
     * @param settings name the Kafka servers of tenants, and whether they may use jq
     */
    FilePowers(CamelContext context, Placeholders operators, FileChecks checks, Map<String, String> settings) {
        this.operators = operators;
        this.checks = checks;
        @Nullable EgressRules rules = context.getRegistry().findSingleByType(EgressRules.class);
        List<String> kafka = Stream.of(settings.getOrDefault(KAFKA, "").split(",", -1))
                .map(String::strip)
                .filter(server -> !server.isEmpty())
                .toList();
        this.limits = new TenantLimits(
                rules == null ? EgressRules.of(List.of(), List.of()) : rules,
                kafka,
                !settings.getOrDefault(JQ, "").strip().equals("false"));
        @Nullable TenantSecrets bound = context.getRegistry().findSingleByType(TenantSecrets.class);
        this.secrets = bound == null ? TenantSecrets.standIns(settings) : bound;
    }

    /** What one owner's files are read and checked with. */
    record Reading(Placeholders placeholders, FileChecks checks) {

        /** The value of what stands between the braces of a placeholder. */
        Function<String, Optional<String>> values() {
            return key -> {
                try {
                    return placeholders.fill("{{" + key + "}}");
                } catch (RuntimeException e) {
                    return Optional.empty(); // the checks say what is missing
                }
            };
        }
    }

    /** @param tenant the owner's namespace; empty for the operator */
    Reading of(Optional<String> tenant) {
        if (tenant.isEmpty()) {
            return new Reading(operators, checks);
        }
        String namespace = tenant.get();
        Placeholders own = Placeholders.only(key -> secrets.value(namespace, key));
        return new Reading(own, checks.with(own));
    }

    /** What keeps a tenant's file out before anything else looks at it. */
    List<Problem> refused(RouteFile file, String namespace) {
        return TenantRules.check(file, namespace, limits);
    }

    /** A text that changes when one of the secrets of a registered file does; of other files it is empty. */
    String secrets(RouteFile file) {
        if (file.namespace().isEmpty() || !file.content().contains("{{secret:")) {
            return "";
        }
        StringBuilder values = new StringBuilder();
        Matcher placeholder = SECRET.matcher(file.content());
        while (placeholder.find()) {
            try {
                values.append(secrets.value(file.namespace(), placeholder.group(1)))
                        .append('\0');
            } catch (IllegalArgumentException e) {
                return UNREADABLE; // the API server may be away: what runs goes on with what it has
            }
        }
        return UUID.nameUUIDFromBytes(values.toString().getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /** Names of tenants' subscriptions that a placeholder brings into an operator's file. */
    static List<Problem> tenantsNames(RouteFile file, Map<String, Integer> subscriptions) {
        return subscriptions.entrySet().stream()
                .filter(one -> SubscriptionName.namespace(one.getKey()).isPresent())
                .map(one -> new Problem(
                        file.name(),
                        one.getValue(),
                        "subscription=" + one.getKey()
                                + " belongs to a tenant's file, and a placeholder brings it. Write"
                                + " it out, for a file with a tenant's rules, or use a name without a slash."))
                .toList();
    }
}
