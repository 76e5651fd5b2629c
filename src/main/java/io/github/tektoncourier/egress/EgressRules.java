package io.github.tektoncourier.egress;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides which HTTP addresses may be reached when an address comes from a run, a namespace or a tenant. {@link #check}
 * looks at what is written; {@link #refusal} at the address that a connection is really made to, because a name can lead
 * anywhere and elsewhere the next time. Immutable.
 */
public final class EgressRules {

    /** Names that resolve only inside of a cluster, a machine or a company. */
    private static final Set<String> INTERNAL = Set.of(
            "localhost",
            "local",
            "localdomain",
            "internal",
            "intranet",
            "private",
            "corp",
            "home",
            "lan",
            "svc",
            "pod",
            "cluster",
            "home.arpa");

    private static final String EVERYTHING = "*";

    private final EgressList allow;
    private final EgressList deny;
    private final boolean onlyAllowed;

    private EgressRules(EgressList allow, EgressList deny, boolean onlyAllowed) {
        this.allow = allow;
        this.deny = deny;
        this.onlyAllowed = onlyAllowed;
    }

    /**
     * Rules with the operator's lists.
     *
     * @param allow hosts, addresses and ranges whose refusal is lifted
     * @param deny what is refused whatever {@code allow} says; {@code *} refuses all that {@code allow} does not name
     * @throws IllegalArgumentException names the setting, the entry and what it can be
     */
    public static EgressRules of(List<String> allow, List<String> deny) {
        List<String> named =
                deny.stream().filter(one -> !one.equals(EVERYTHING)).toList();
        return new EgressRules(
                EgressList.parse("courier.egress.allow", allow),
                EgressList.parse("courier.egress.deny", named),
                named.size() < deny.size());
    }

    /**
     * Rules with the lists that an application has among its own settings.
     *
     * @param setting the value of a setting by its name
     * @throws IllegalArgumentException as {@link #of}
     */
    public static EgressRules configured(Function<String, Optional<String>> setting) {
        return of(
                entries(setting.apply("courier.egress.allow").orElse("")),
                entries(setting.apply("courier.egress.deny").orElse("")));
    }

    private static List<String> entries(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .toList();
    }

    /** What is written decides: spelling, scheme, port, name, and the range where the host is an address. */
    public EgressVerdict check(String address) {
        EgressTarget target;
        try {
            target = TargetReader.read(address);
        } catch (IllegalArgumentException e) {
            return new EgressVerdict.Refused(String.valueOf(e.getMessage()));
        }
        InetAddress literal = target.literal();
        return (literal == null ? name(target) : refusal(target.host(), target.port(), literal))
                .or(() -> port(target))
                .<EgressVerdict>map(EgressVerdict.Refused::new)
                .orElseGet(() -> new EgressVerdict.Allowed(target));
    }

    /**
     * Why a connection must not be made.
     *
     * @param host as the address has it
     * @param port as the address has it
     * @param address what the host's name led to
     * @return in the user's words, without the address: it would tell the run's author of the operator's network
     */
    public Optional<String> refusal(String host, int port, InetAddress address) {
        List<byte[]> reached = EmbeddedAddress.of(address.getAddress());
        List<byte[]> spelled = new ArrayList<>(reached);
        spelled.add(address.getAddress());
        if (deny.names(host, port) || deny.covers(spelled, port)) {
            return Optional.of(denied(host));
        }
        boolean named = allow.names(host, port);
        if (onlyAllowed && !named && !allow.covers(spelled, port)) {
            return Optional.of(notAllowed(host));
        }
        for (byte[] one : reached) {
            Optional<RefusedBlock> block = RefusedBlock.of(one);
            if (block.isPresent() && !lifted(block.get(), named, one, port)) {
                return block.map(refused -> leadsTo(host, refused));
            }
        }
        return Optional.empty();
    }

    /**
     * Why an address is not sent to through a proxy: the proxy looks its name up, so nothing here sees where it leads.
     *
     * @return empty where the allow list names it
     */
    public Optional<String> refusalBehindProxy(EgressTarget target) {
        return allow.names(target.host(), target.port()) || allow.covers(addresses(target.literal()), target.port())
                ? Optional.empty()
                : Optional.of("The address would be reached through a proxy, which looks names up by itself, and "
                        + target.host() + " is not allowed by name. An operator can name it in courier.egress.allow.");
    }

    /** Whether the operator names the host, so that it is looked up as the operator's machine looks names up. */
    public boolean allowsByName(String host, int port) {
        return allow.names(host, port);
    }

    private Optional<String> name(EgressTarget target) {
        String host = target.host();
        if (deny.names(host, target.port())) {
            return Optional.of(denied(host));
        }
        if (allow.names(host, target.port())) {
            return Optional.empty();
        }
        if (internal(host)) {
            return Optional.of(host + " is a name inside of a cluster, a machine or a company. Use a public name; an"
                    + " operator can name it in courier.egress.allow.");
        }
        return onlyAllowed && !allow.hasAddresses() ? Optional.of(notAllowed(host)) : Optional.empty();
    }

    private static boolean internal(String host) {
        return !host.contains(".") || INTERNAL.stream().anyMatch(one -> host.endsWith("." + one) || host.equals(one));
    }

    private Optional<String> port(EgressTarget target) {
        int port = target.port();
        return PortRules.open(port) || allow.opensPort(target.host(), addresses(target.literal()), port)
                ? Optional.empty()
                : Optional.of("Port " + port + " is none that webhooks are at: 80, 443, or one from 1024 on at which no"
                        + " other service is known. An operator can name the host with its port in"
                        + " courier.egress.allow.");
    }

    private boolean lifted(RefusedBlock block, boolean named, byte[] address, int port) {
        return switch (block.liftedBy()) {
            case NOTHING -> false;
            case ADDRESS -> allow.isAddress(address, port);
            case ENTRY -> named || allow.covers(List.of(address), port);
        };
    }

    private static List<byte[]> addresses(@Nullable InetAddress literal) {
        return literal == null ? List.of() : EmbeddedAddress.of(literal.getAddress());
    }

    private static String denied(String host) {
        return host + " is refused by courier.egress.deny.";
    }

    private static String notAllowed(String host) {
        return host
                + " is not among those that courier.egress.allow names, and courier.egress.deny refuses all others.";
    }

    private static String leadsTo(String host, RefusedBlock block) {
        return host + " leads to " + block.words() + ", which addresses from runs may not reach."
                + switch (block.liftedBy()) {
                    case NOTHING -> "";
                    case ADDRESS ->
                        " Use a public address; an operator can name the one IP address in courier.egress.allow.";
                    case ENTRY -> " Use a public address; an operator can name it in courier.egress.allow.";
                };
    }
}
