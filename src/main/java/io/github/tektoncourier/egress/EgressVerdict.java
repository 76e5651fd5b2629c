package io.github.tektoncourier.egress;

/** What the egress rules say of an address that is written somewhere. */
public sealed interface EgressVerdict {

    /**
     * The address may be used. What its name leads to is only known, and checked, when a connection is made.
     *
     * @param target the address in its one normal spelling
     */
    record Allowed(EgressTarget target) implements EgressVerdict {}

    /**
     * The address is refused.
     *
     * @param why what is wrong and what helps, in whole sentences; repeats at most the host
     */
    record Refused(String why) implements EgressVerdict {}
}
