package io.github.tektoncourier.egress;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** IPv4 addresses inside of IPv6 ones: a translator or a tunnel on the way sends there. */
final class EmbeddedAddress {

    private static final AddressBlock COMPATIBLE = AddressBlock.of("::/96");
    private static final AddressBlock TRANSLATED = AddressBlock.of("::ffff:0:0:0/96");
    private static final AddressBlock NAT64 = AddressBlock.of("64:ff9b::/96");
    private static final AddressBlock SIX_TO_FOUR = AddressBlock.of("2002::/16");
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    private EmbeddedAddress() {}

    /**
     * All that an address stands for. The address itself is left out where it is only another spelling of the one inside.
     */
    static List<byte[]> of(byte[] address) {
        if (address.length == 4) {
            return List.of(address);
        }
        if (Arrays.equals(address, 0, 12, MAPPED, 0, 12)
                || TRANSLATED.contains(address)
                || NAT64.contains(address)
                || (COMPATIBLE.contains(address) && !lowest(address))) {
            return List.of(Arrays.copyOfRange(address, 12, 16));
        }
        List<byte[]> all = new ArrayList<>(List.of(address));
        if (SIX_TO_FOUR.contains(address)) {
            all.add(Arrays.copyOfRange(address, 2, 6));
        }
        if ((address[8] & 0xfd) == 0 && address[9] == 0 && address[10] == 0x5e && address[11] == (byte) 0xfe) {
            all.add(Arrays.copyOfRange(address, 12, 16)); // ISATAP
        }
        return all;
    }

    /** {@code ::} and {@code ::1} are addresses of their own. */
    private static boolean lowest(byte[] address) {
        return address[12] == 0 && address[13] == 0 && address[14] == 0 && (address[15] & 0xfe) == 0;
    }
}
