package io.github.tektoncourier.watch.reflect;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * Which UIDs a list held, in 16 bytes each and half as many to spare: a list of 100,000 runs costs four megabytes. Text
 * that is no UUID counts by its hash. A collision makes a deleted run count as present, never the other way round.
 */
final class UidSet {
    private static final int FEWEST = 128;
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    /** Pairs of longs; two zeros mark a free slot. */
    private long[] places = new long[2 * FEWEST];

    private int size;

    void add(String uid) {
        UUID key = key(uid);
        if ((size + 1L) * 4 > places.length / 2 * 3L) {
            grow();
        }
        if (put(key.getMostSignificantBits(), key.getLeastSignificantBits())) {
            size++;
        }
    }

    boolean contains(String uid) {
        UUID key = key(uid);
        int at = find(key.getMostSignificantBits(), key.getLeastSignificantBits());
        return !free(at);
    }

    int size() {
        return size;
    }

    /** The memory that the set takes, in bytes. */
    long bytes() {
        return 8L * places.length;
    }

    void clear() {
        places = new long[2 * FEWEST];
        size = 0;
    }

    private boolean put(long high, long low) {
        int at = find(high, low);
        boolean isNew = free(at);
        places[at] = high;
        places[at + 1] = low;
        return isNew;
    }

    private int find(long high, long low) {
        int count = places.length / 2;
        int index = (int) (((high ^ low) * SPREAD) >>> 33) & (count - 1);
        while (!free(2 * index) && (places[2 * index] != high || places[2 * index + 1] != low)) {
            index = (index + 1) & (count - 1);
        }
        return 2 * index;
    }

    private boolean free(int at) {
        return places[at] == 0 && places[at + 1] == 0;
    }

    private void grow() {
        long[] before = places;
        places = new long[2 * before.length];
        for (int at = 0; at < before.length; at += 2) {
            if (before[at] != 0 || before[at + 1] != 0) {
                put(before[at], before[at + 1]);
            }
        }
    }

    private static UUID key(String uid) {
        UUID key = uuid(uid);
        return key.getMostSignificantBits() == 0 && key.getLeastSignificantBits() == 0 ? new UUID(0, 1) : key;
    }

    private static UUID uuid(String uid) {
        if (uid.length() == 36) {
            try {
                UUID parsed = UUID.fromString(uid);
                if (parsed.toString().equals(uid)) {
                    return parsed;
                }
            } catch (IllegalArgumentException e) {
                return hash(uid);
            }
        }
        return hash(uid);
    }

    private static UUID hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            ByteBuffer bytes = ByteBuffer.wrap(digest);
            return new UUID(bytes.getLong(), bytes.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
