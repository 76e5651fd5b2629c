package io.github.tektoncourier.watch;

import org.jspecify.annotations.Nullable;

/** One list of a scope, from its first page to LIST_COMPLETE, and what follows from what it lacks. */
final class ScopeList implements Listing.Items {
    private final Listing listing;
    private final Intake intake;
    private final @Nullable Announce firstSight;
    private final @Nullable Absences absences;
    private int undecided;

    private ScopeList(
            ApiServer api,
            Resource resource,
            Intake intake,
            @Nullable Announce firstSight,
            @Nullable Absences absences) {
        this.listing = new Listing(api, resource, this);
        this.intake = intake;
        this.firstSight = firstSight;
        this.absences = absences;
    }

    /** The first list of a scope, or one of core Events: nothing is missing in it. */
    static ScopeList plain(ApiServer api, Resource resource, Intake intake, @Nullable Announce firstSight) {
        return new ScopeList(api, resource, intake, firstSight, null);
    }

    /** A list of a scope that was listed before. */
    static ScopeList again(ApiServer api, Resource resource, Intake intake, Absences absences) {
        return new ScopeList(api, resource, intake, null, absences);
    }

    /** Reads on to the end of the list; after a failure, call again. */
    void read(Pulse pulse) throws ApiException, InterruptedException {
        String version = listing.read(pulse);
        intake.awaitDurable();
        if (absences != null) {
            undecided = absences.tell(listing.consistent());
        }
        intake.listComplete(version);
    }

    void failed(ApiException trouble) {
        listing.failed(trouble);
    }

    /** Runs that the list lacks and of which nobody could say whether they are gone. */
    int undecided() {
        return undecided;
    }

    @Override
    public void begin() throws ApiException, InterruptedException {
        if (absences != null) {
            absences.begin();
        }
    }

    @Override
    public void item(byte[] bytes, int offset, int length) throws ApiException, InterruptedException {
        String uid = intake.listed(firstSight, bytes, offset, length);
        if (absences != null) {
            absences.listed(uid);
        }
    }
}
