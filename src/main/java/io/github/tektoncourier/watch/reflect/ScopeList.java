package io.github.tektoncourier.watch.reflect;

import io.github.tektoncourier.watch.api.ApiException;
import io.github.tektoncourier.watch.api.ApiServer;
import io.github.tektoncourier.watch.api.Resource;
import org.jspecify.annotations.Nullable;

/** One list of a scope, in pages or as a stream, up to LIST_COMPLETE, and what follows from what it lacks. */
final class ScopeList implements Listing.Items {
    private final Listing listing;
    private final ChangeReader reader;
    private final @Nullable FirstSight firstSight;
    private final @Nullable MissingRuns missingRuns;
    private int undecided;
    private boolean begun;

    private ScopeList(
            ApiServer api,
            Resource resource,
            ChangeReader reader,
            @Nullable FirstSight firstSight,
            @Nullable MissingRuns missingRuns) {
        this.listing = new Listing(api, resource, this);
        this.reader = reader;
        this.firstSight = firstSight;
        this.missingRuns = missingRuns;
    }

    /** A list that can lack nothing: of core Events, or the first of a scope without known runs. */
    static ScopeList plain(ApiServer api, Resource resource, ChangeReader reader, @Nullable FirstSight firstSight) {
        return new ScopeList(api, resource, reader, firstSight, null);
    }

    /** A list of a scope of which some was listed before; {@code firstSight} unless all of it was. */
    static ScopeList again(
            ApiServer api,
            Resource resource,
            ChangeReader reader,
            @Nullable FirstSight firstSight,
            MissingRuns missingRuns) {
        return new ScopeList(api, resource, reader, firstSight, missingRuns);
    }

    /** Reads to the end of the list. After a failure the next call goes on. */
    void read(WatchStatus status) throws ApiException, InterruptedException {
        String version = listing.read(status);
        complete(version, listing.consistent());
    }

    /** Tells the missing runs, and then that the list is complete. */
    void complete(String version, boolean consistent) throws InterruptedException {
        reader.awaitDurable();
        if (missingRuns != null) {
            undecided = missingRuns.tell(consistent);
        }
        reader.listComplete(version);
    }

    /** Takes a deletion that happens while the list is streamed. Its resourceVersion is no place to resume from. */
    void left(byte[] bytes, int offset, int length) throws ApiException, InterruptedException {
        String uid = reader.left(bytes, offset, length);
        if (missingRuns != null) {
            missingRuns.listed(uid);
        }
    }

    void failed(ApiException trouble) {
        listing.failed(trouble);
    }

    /** The number of missing runs of which it is unknown whether they are deleted. */
    int undecided() {
        return undecided;
    }

    @Override
    public void begin() throws ApiException, InterruptedException {
        if (missingRuns != null && !begun) {
            missingRuns.begin();
        }
        begun = false;
    }

    /**
     * A list that comes as a stream. The server may still refuse the stream; pages then use what was already fetched.
     */
    void beginStream() throws ApiException, InterruptedException {
        begun = false;
        begin();
        begun = true;
    }

    @Override
    public void tooLarge(byte[] bytes, int offset, int length, long whole) {
        begun = false;
        String uid = reader.tooLarge(bytes, offset, length, whole);
        if (missingRuns != null) {
            missingRuns.listed(uid);
        }
    }

    @Override
    public void item(byte[] bytes, int offset, int length) throws ApiException, InterruptedException {
        begun = false;
        String uid = reader.listed(firstSight, bytes, offset, length);
        if (missingRuns != null) {
            missingRuns.listed(uid);
        }
    }
}
