package io.github.tektoncourier.moment;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** One part of an event id: the name itself where it is a Kubernetes name, else a fingerprint of the text. */
public final class Segment {

    /** Marks a fingerprint; no Kubernetes name contains this character. */
    static final char MARK = '~';

    private static final int LONGEST = 253;

    private Segment() {}

    /** Returns every name that an API server accepts unchanged. */
    public static String of(String name) {
        return plain(name) ? name : fingerprint(name);
    }

    /** A fingerprint of seventeen characters for any text. */
    public static String fingerprint(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return MARK + HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static boolean plain(String name) {
        if (name.isEmpty() || name.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '.' && c != '_') {
                return false;
            }
        }
        return true;
    }
}
