package io.github.tektoncourier.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that share their leading bits.
 *
 * @param bytes the first address
 * @param bits how many leading bits count
 */
record AddressBlock(byte[] bytes, int bits) {

    /**
     * Reads {@code 10.0.0.0/8} or a single address.
     *
     * @return null where the text is no address, so a name
     * @throws IllegalArgumentException where the bits behind the slash cannot be
     */
    static @Nullable AddressBlock parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        if (!address.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")) {
            return null;
        }
        byte[] bytes;
        try {
            bytes = InetAddress.getByName(address).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("is no IP address that there can be");
        }
        String bits = slash < 0 ? "" + bytes.length * 8 : text.substring(slash + 1);
        if (!bits.matches("[0-9]{1,3}") || Integer.parseInt(bits) > bytes.length * 8) {
            throw new IllegalArgumentException(
                    "has no number of bits from 1 to " + bytes.length * 8 + " behind its slash");
        }
        return new AddressBlock(bytes, Integer.parseInt(bits));
    }

    static AddressBlock of(String text) {
        AddressBlock block = parse(text);
        if (block == null) {
            throw new IllegalArgumentException(text + " is no address block");
        }
        return block;
    }

    boolean contains(byte[] address) {
        if (address.length != bytes.length) {
            return false;
        }
        int whole = bits / 8;
        for (int i = 0; i < whole; i++) {
            if (address[i] != bytes[i]) {
                return false;
            }
        }
        int mask = 0xff << (8 - bits % 8) & 0xff;
        return bits % 8 == 0 || (address[whole] & mask) == (bytes[whole] & mask);
    }

    boolean single() {
        return bits == bytes.length * 8;
    }
}
