package io.github.tektoncourier.egress;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Addresses that are not reached unless the operator names them: all that IANA's registries of special purposes do not
 * call globally reachable, and the metadata services of clouds.
 *
 * @param words what it is, for a message
 * @param liftedBy what of the operator's lifts the refusal
 */
record RefusedBlock(String words, Lift liftedBy, List<AddressBlock> blocks) {

    /** What of the operator's allow list lifts a refusal. */
    enum Lift {
        /** Nothing does. */
        NOTHING,
        /** Only the one IP address, so that no wide range opens it unseen. */
        ADDRESS,
        /** A name, an address or a range. */
        ENTRY
    }

    /** The first that fits counts. */
    private static final List<RefusedBlock> ALL = List.of(
            block(
                    "the address of no single host",
                    Lift.NOTHING,
                    "0.0.0.0/8",
                    "224.0.0.0/4",
                    "255.255.255.255",
                    "::",
                    "ff00::/8"),
            block(
                    "the metadata service of a cloud",
                    Lift.ADDRESS,
                    "169.254.169.254",
                    "169.254.170.2",
                    "100.100.100.200",
                    "168.63.129.16",
                    "192.0.0.192",
                    "fd00:ec2::/32",
                    "fd20:ce::254",
                    "fd00:42::42"),
            block("the courier's own machine (loopback)", Lift.ENTRY, "127.0.0.0/8", "::1"),
            block("the local link", Lift.ADDRESS, "169.254.0.0/16", "fe80::/10"),
            block(
                    "a private network",
                    Lift.ENTRY,
                    "10.0.0.0/8",
                    "172.16.0.0/12",
                    "192.168.0.0/16",
                    "100.64.0.0/10",
                    "fc00::/7",
                    "fec0::/10",
                    "64:ff9b:1::/48"));

    private static final RefusedBlock RESERVED = block(
            "a range that is not part of the public internet",
            Lift.ENTRY,
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "240.0.0.0/4",
            "2001::/23",
            "2001:db8::/32",
            "3fff::/20");

    /** The only part of IPv6 that is given out for the public internet. */
    private static final AddressBlock GLOBAL = AddressBlock.of("2000::/3");

    private static RefusedBlock block(String words, Lift liftedBy, String... blocks) {
        return new RefusedBlock(
                words, liftedBy, Stream.of(blocks).map(AddressBlock::of).toList());
    }

    /** Where an address belongs; nothing where it is public. */
    static Optional<RefusedBlock> of(byte[] address) {
        Optional<RefusedBlock> known =
                ALL.stream().filter(one -> one.contains(address)).findFirst();
        boolean given = address.length == 4 || GLOBAL.contains(address);
        return known.isPresent() || (given && !RESERVED.contains(address)) ? known : Optional.of(RESERVED);
    }

    private boolean contains(byte[] address) {
        return blocks.stream().anyMatch(block -> block.contains(address));
    }
}
