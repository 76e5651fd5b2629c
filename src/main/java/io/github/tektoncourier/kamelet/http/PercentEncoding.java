package io.github.tektoncourier.kamelet.http;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** How the CloudEvents HTTP protocol binding writes attribute values into HTTP headers (section 3.1.3.2). */
final class PercentEncoding {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private PercentEncoding() {}

    /** Space, {@code "}, {@code %} and everything outside printable ASCII as {@code %XX} of its UTF-8 bytes. */
    static String encode(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (!plain(value.charAt(i))) {
                return encodeAll(value);
            }
        }
        return value;
    }

    private static String encodeAll(String value) {
        StringBuilder encoded = new StringBuilder(value.length() + 16);
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            if (plain((char) (b & 0xff))) {
                encoded.append((char) b);
            } else {
                encoded.append('%');
                HEX.toHexDigits(encoded, b);
            }
        }
        return encoded.toString();
    }

    private static boolean plain(char c) {
        return c > ' ' && c < 0x7f && c != '"' && c != '%';
    }
}
