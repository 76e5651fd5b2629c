package io.github.tektoncourier.kamelet.http;

import io.github.tektoncourier.egress.EgressRules;
import io.github.tektoncourier.egress.EgressTarget;
import io.github.tektoncourier.egress.EgressVerdict;
import io.github.tektoncourier.kamelet.AddressValueException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.jspecify.annotations.Nullable;

/**
 * Holds a client to the egress rules: what it is about to ask for, and the very addresses that it connects to. It is the
 * client's resolver, so there is no second lookup which could lead elsewhere.
 */
final class EgressGuard implements ExecChainHandler, DnsResolver {

    /**
     * Where a thread's request goes.
     *
     * @param proxy the host that is connected to instead, where there is one
     */
    private record Way(EgressTarget target, @Nullable String proxy) {}

    private final EgressRules rules;
    private final DnsResolver names;

    /** The chain connects on the thread that sends. */
    @SuppressWarnings("ThreadLocalUsage") // each client has its own
    private final ThreadLocal<Way> way = new ThreadLocal<>();

    EgressGuard(EgressRules rules, DnsResolver names) {
        this.rules = rules;
        this.names = names;
    }

    /**
     * Reads an address.
     *
     * @throws AddressValueException where the rules refuse it
     */
    EgressTarget target(String address) {
        EgressVerdict verdict = rules.check(address);
        if (verdict instanceof EgressVerdict.Allowed allowed) {
            return allowed.target();
        }
        throw new AddressValueException(((EgressVerdict.Refused) verdict).why());
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        EgressTarget target = target(scope.route.getTargetHost().toURI());
        HttpHost proxy = scope.route.getProxyHost();
        if (proxy != null) {
            refuse(rules.refusalBehindProxy(target));
        }
        way.set(new Way(target, proxy == null ? null : proxy.getHostName()));
        try {
            return chain.proceed(request, scope);
        } finally {
            way.remove();
        }
    }

    /**
     * Looks a host up.
     *
     * @return only addresses that may be connected to
     * @throws AddressValueException where the rules refuse all that the name leads to
     */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        Way current = Objects.requireNonNull(way.get(), "a connection outside of a request");
        if (host.equals(current.proxy())) {
            return names.resolve(host);
        }
        EgressTarget target = current.target();
        boolean asWritten = target.literal() != null || rules.allowsByName(target.host(), target.port());
        // the dot keeps the search domains of the pod out, in which a team's two words are a Service
        InetAddress[] found = names.resolve(asWritten ? target.host() : target.host() + ".");
        List<InetAddress> allowed = new ArrayList<>();
        Optional<String> refusal = Optional.empty();
        for (InetAddress one : found) {
            Optional<String> why = rules.refusal(target.host(), target.port(), one);
            if (why.isEmpty()) {
                allowed.add(one);
            } else {
                refusal = why;
            }
        }
        if (allowed.isEmpty()) {
            refuse(refusal);
        }
        return allowed.toArray(InetAddress[]::new);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    private static void refuse(Optional<String> why) {
        if (why.isPresent()) {
            throw new AddressValueException(why.get());
        }
    }
}
