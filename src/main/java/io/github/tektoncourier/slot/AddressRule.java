package io.github.tektoncourier.slot;

import java.util.Optional;

/** Decides whether an address that a run names may be reached. */
@FunctionalInterface
public interface AddressRule {

    /** Refuses every address: what holds where no rules are set up. */
    AddressRule NONE = address -> Optional.of("no rules say which addresses may be reached (courier.egress.allow)");

    /** Why the address is refused, in words without the address itself; empty where it is allowed. */
    Optional<String> refusal(String address);
}
