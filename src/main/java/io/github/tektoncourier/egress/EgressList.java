package io.github.tektoncourier.egress;

import java.util.ArrayList;
import java.util.List;

/** A list of the operator's: hosts, addresses and ranges. */
record EgressList(List<EgressEntry> entries) {

    /**
     * Reads a list.
     *
     * @throws IllegalArgumentException names the setting, the entry and what it can be
     */
    static EgressList parse(String setting, List<String> written) {
        List<EgressEntry> entries = new ArrayList<>();
        for (String one : written) {
            try {
                entries.add(EgressEntry.parse(one));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(setting + ": " + one + " " + e.getMessage() + ".");
            }
        }
        return new EgressList(List.copyOf(entries));
    }

    boolean names(String host, int port) {
        return entries.stream().anyMatch(entry -> entry.names(host, port));
    }

    boolean covers(List<byte[]> addresses, int port) {
        return entries.stream().anyMatch(entry -> entry.covers(addresses, port));
    }

    /** Whether an entry is this one address, not a range that happens to contain it. */
    boolean isAddress(byte[] address, int port) {
        return entries.stream().anyMatch(entry -> entry.single() && entry.covers(List.of(address), port));
    }

    /** Whether an entry names the host together with the port. */
    boolean opensPort(String host, List<byte[]> addresses, int port) {
        return entries.stream()
                .filter(entry -> entry.port() == port)
                .anyMatch(entry -> entry.names(host, port) || entry.covers(addresses, port));
    }

    /** Whether a name that is not in the list can still lead to an address that is. */
    boolean hasAddresses() {
        return entries.stream().anyMatch(entry -> entry.block() != null);
    }
}
