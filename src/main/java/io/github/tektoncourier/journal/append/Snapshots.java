package io.github.tektoncourier.journal.append;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdException;
import io.github.tektoncourier.journal.track.DamagedException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Packs bodies for the disk and keeps the latest ones at hand, so that subscriptions that keep up never read them back. */
public final class Snapshots implements AutoCloseable {

    private static final int LEVEL = 1;
    private static final int SCRATCH = 64 * 1024;
    private static final int MAX_LENGTH = 64 * 1024 * 1024;

    private final long capacity;
    private final LinkedHashMap<Long, byte[]> recent = new LinkedHashMap<>(64, 0.75f, true);
    /** Kept, because making one costs as much as packing a small body; the checksum finds what a disk has changed. */
    private final ZstdCompressCtx packer = new ZstdCompressCtx().setLevel(LEVEL).setChecksum(true);

    /** Where the packer writes, as long as bodies are small: it wants room for one that cannot be packed. */
    private final byte[] scratch = new byte[SCRATCH];

    private long bytes;

    public Snapshots(long capacity) {
        this.capacity = capacity;
    }

    /** Only for the writer's thread. */
    byte[] pack(byte[] data) {
        if (Zstd.compressBound(data.length) > scratch.length) {
            return packer.compress(data);
        }
        return Arrays.copyOf(scratch, packer.compress(scratch, data));
    }

    public static byte[] unpack(byte[] packed, int length) {
        if (length < 0 || length > MAX_LENGTH) {
            throw new DamagedException("A stored body claims to be " + length + " bytes long");
        }
        byte[] data = new byte[length];
        try {
            if (Zstd.decompress(data, packed) == length) {
                return data;
            }
        } catch (ZstdException e) {
            throw new DamagedException("A stored body cannot be unpacked: " + e.getMessage(), e);
        }
        throw new DamagedException("A stored body is shorter than it says");
    }

    public synchronized void keep(long id, byte[] data) {
        byte[] before = recent.put(id, data);
        bytes += data.length - (before == null ? 0 : before.length);
        var oldest = recent.entrySet().iterator();
        while (bytes > capacity && oldest.hasNext()) {
            Map.Entry<Long, byte[]> entry = oldest.next();
            bytes -= entry.getValue().length;
            oldest.remove();
        }
    }

    public synchronized byte @Nullable [] kept(long id) {
        return recent.get(id);
    }

    /** The run's object inside a body {@code {"taskRun":OBJECT}}: written by us, so cutting is enough. */
    public static Optional<byte[]> object(byte[] data) {
        int colon = -1;
        for (int i = 0; i < Math.min(data.length, 32) && colon < 0; i++) {
            if (data[i] == ':') {
                colon = i;
            }
        }
        if (colon < 0 || data[data.length - 1] != '}') {
            return Optional.empty();
        }
        byte[] object = new byte[data.length - colon - 2];
        System.arraycopy(data, colon + 1, object, 0, object.length);
        return Optional.of(object);
    }

    @Override
    public void close() {
        packer.close();
    }
}
