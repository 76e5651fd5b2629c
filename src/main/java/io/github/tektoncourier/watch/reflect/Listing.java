package io.github.tektoncourier.watch.reflect;

import io.github.tektoncourier.watch.api.ApiException;
import io.github.tektoncourier.watch.api.ApiServer;
import io.github.tektoncourier.watch.api.ApiStream;
import io.github.tektoncourier.watch.api.Envelope;
import io.github.tektoncourier.watch.api.LargeObjects;
import io.github.tektoncourier.watch.api.ListSplitter;
import io.github.tektoncourier.watch.api.Resource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** One complete, consistent list of a scope, page by page; survives failures between and within pages. */
public final class Listing {
    private static final int MOST = 500;
    private static final int LEAST = 10;
    private static final int PAGE_BYTES = 8 * 1024 * 1024;
    private static final int LONGEST_TOKEN = 16 * 1024;
    private static final int EMPTY_PAGES = 3;
    private static final Duration SILENCE = Duration.ofSeconds(60);

    /** Takes the objects of the list. */
    public interface Items {
        /** The list starts, or starts again: items of before may be of another state. */
        default void begin() throws ApiException, InterruptedException {}

        void item(byte[] bytes, int offset, int length) throws ApiException, InterruptedException;

        /** An object that is too large to be read: its beginning, and how long all of it is. */
        default void tooLarge(byte[] bytes, int offset, int length, long whole) {}
    }

    private final ApiServer api;
    private final Resource resource;
    private final Items items;
    private int limit = MOST;
    private String continueToken = "";
    private String resourceVersion = "";
    private boolean reading;
    private boolean consistent;
    private final Set<Long> pages = new HashSet<>(); // what tells a page from others
    private int empty;

    public Listing(ApiServer api, Resource resource, Items items) {
        this.api = api;
        this.resource = resource;
        this.items = items;
    }

    /**
     * The server's current resourceVersion, by a list of one object.
     *
     * @param one takes the object, where there is one
     */
    static String currentVersion(ApiServer api, Resource resource, Items one, WatchStatus status)
            throws ApiException, InterruptedException {
        Listing listing = new Listing(api, resource, one);
        listing.limit = 1;
        listing.page(status);
        return listing.resourceVersion;
    }

    /** Reads to the end of the list. Starts from its first page unless the last call failed between two pages. */
    public String read(WatchStatus status) throws ApiException, InterruptedException {
        do {
            page(status);
        } while (!continueToken.isEmpty());
        return resourceVersion;
    }

    /** Whether all pages of the list that was read show the same moment. */
    boolean consistent() {
        return consistent;
    }

    /** Asks for smaller pages after an answer that came too late or broke off. */
    void failed(ApiException trouble) {
        if (reading || trouble.kind() == ApiException.Kind.SLOW) {
            limit = Math.max(LEAST, limit / 2);
        }
        reading = false;
    }

    private void page(WatchStatus status) throws ApiException, InterruptedException {
        boolean first = continueToken.isEmpty();
        if (first) {
            pages.clear();
            empty = 0;
            items.begin();
        }
        Page page = new Page();
        boolean whole;
        try (ApiStream stream = api.list(resource, limit, continueToken);
                ListSplitter splitter = new ListSplitter(LargeObjects.LONGEST, page)) {
            reading = true;
            for (ByteBuffer chunk = stream.next(0, SILENCE); chunk != null; chunk = stream.next(page.count, SILENCE)) {
                status.heard();
                page.bytes += chunk.remaining();
                splitter.feed(chunk);
            }
            whole = splitter.complete();
        }
        Envelope list = page.list;
        if (!whole || list == null || list.resourceVersion().isEmpty()) {
            throw new ApiException(ApiException.Kind.SLOW, "the API server's list broke off in the middle");
        }
        reading = false;
        consistent = first || (consistent && resourceVersion.equals(list.resourceVersion()));
        if (first) {
            resourceVersion = list.resourceVersion();
        }
        continueToken = next(page, list.text("metadata.continue"));
        limit = fitting(page);
    }

    /** The token of the next page. Pages that only repeat each other are an error, because the list would never end. */
    private String next(Page page, String token) throws ApiException {
        if (token.isEmpty()) {
            return token;
        }
        empty = page.count == 0 ? empty + 1 : 0;
        byte[] place = token.getBytes(StandardCharsets.UTF_8);
        boolean news = pages.add(hash(place, 0, place.length));
        boolean moves = page.count == 0 || pages.add(page.first);
        if (news && moves && empty < EMPTY_PAGES && token.length() <= LONGEST_TOKEN) {
            return token;
        }
        continueToken = "";
        throw new ApiException(
                ApiException.Kind.PASSING,
                "the API server's list of " + resource.qualified() + " has no end: "
                        + (token.length() > LONGEST_TOKEN
                                ? "where the next page begins is told in " + token.length() + " characters"
                                : "its pages repeat each other")
                        + " (a proxy in between?). The list begins anew.");
    }

    private static long hash(byte[] bytes, int offset, int length) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes, offset, length);
        return ((long) length << 32) | checksum.getValue();
    }

    /** A page of some megabytes, and no sudden growth after a failure. */
    private int fitting(Page page) {
        long average = Math.max(1, page.bytes / Math.max(1, page.count));
        return (int) Math.max(LEAST, Math.min(Math.min(MOST, 2L * limit), PAGE_BYTES / average));
    }

    private final class Page implements ListSplitter.Parts {
        private long bytes;
        private int count;
        private long first;
        private @Nullable Envelope list;

        @Override
        public void item(byte[] json, int offset, int length) throws ApiException, InterruptedException {
            count(json, offset, length);
            items.item(json, offset, length);
        }

        @Override
        public void oversized(byte[] json, int offset, int length, long whole) {
            count(json, offset, length);
            items.tooLarge(json, offset, length, whole);
        }

        private void count(byte[] json, int offset, int length) {
            if (count++ == 0) {
                first = hash(json, offset, length);
            }
        }

        @Override
        public void metadata(byte[] json, int offset, int length) {
            list = Envelope.ofMetadata(json, offset, length);
        }
    }
}
