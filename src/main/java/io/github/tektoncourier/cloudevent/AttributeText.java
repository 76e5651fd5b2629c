package io.github.tektoncourier.cloudevent;

import io.github.tektoncourier.moment.Segment;
import org.jspecify.annotations.Nullable;

/** Makes CloudEvents strings of what tenants wrote: no control characters, bounded, never empty. */
final class AttributeText {

    // A reason is free text of any length; a receiver's limit for headers must not turn a run into a poison pill.
    private static final int LONGEST = 256;

    // Room for a namespace and a name, which stand for the UID of a run from a file.
    private static final int LONGEST_ID = 512;

    private AttributeText() {}

    /** The text as an attribute's value, or nothing where nothing is left of it. */
    static @Nullable String text(@Nullable String value) {
        if (value == null) {
            return null;
        }
        String plain = allowed(value) && value.length() <= LONGEST ? value : cleaned(value);
        return plain.isBlank() ? null : plain;
    }

    /** A run's UID as the first part of an id: as it is, or a fingerprint of what no API server would call so. */
    static String id(String uid) {
        return uid.length() <= LONGEST_ID && allowed(uid) ? uid : Segment.fingerprint(uid);
    }

    private static boolean allowed(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c > '~') {
                return value.codePoints().allMatch(AttributeText::allowed);
            }
        }
        return true;
    }

    private static String cleaned(String value) {
        StringBuilder out = new StringBuilder(Math.min(value.length(), LONGEST));
        value.codePoints().limit(LONGEST).forEach(c -> out.appendCodePoint(allowed(c) ? c : ' '));
        return out.toString().strip();
    }

    /** By the CloudEvents type String: no controls, no surrogates, no noncharacters. */
    private static boolean allowed(int c) {
        boolean control = c <= 0x1F || (c >= 0x7F && c <= 0x9F);
        boolean surrogate = c >= 0xD800 && c <= 0xDFFF;
        boolean noncharacter = (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
        return !control && !surrogate && !noncharacter;
    }
}
