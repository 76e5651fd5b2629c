package io.github.tektoncourier.watch.reflect;

import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.watch.api.ApiException;
import io.github.tektoncourier.watch.api.ApiServer;
import io.github.tektoncourier.watch.api.Envelope;
import io.github.tektoncourier.watch.api.ErrorAnswer;
import io.github.tektoncourier.watch.api.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a run that left a scope is gone. A scope without a label selector can only be left by deletion; with one, the
 * labels may have changed, and the API server is asked for the object itself.
 */
final class Existence {

    /** What is certain. */
    enum Answer {
        GONE,
        LIVES,
        /** We may not ask, or the answer is none: nothing is concluded. */
        UNKNOWN
    }

    private static final Logger LOG = LoggerFactory.getLogger(Existence.class);
    private static final int TRIES = 3;

    private final ApiServer api;
    private final Resource resource;
    private boolean forbidden;
    private String failedAt = "";
    private int failures;

    Existence(ApiServer api, Resource resource) {
        this.api = api;
        this.resource = resource;
    }

    /**
     * Whether DELETED in a watch means what it says. A failure is thrown, so that the frame comes again; one that fails
     * for the third time is passed over, and the next list looks for the run again.
     */
    boolean isGone(Change deleted) throws ApiException, InterruptedException {
        Run run = deleted.run();
        if (run == null || !resource.selects()) {
            return true;
        }
        try {
            return of(run.namespace(), run.name(), run.uid()) == Answer.GONE;
        } catch (ApiException e) {
            failures = failedAt.equals(deleted.resourceVersion()) ? failures + 1 : 1;
            failedAt = deleted.resourceVersion();
            if (failures < TRIES) {
                throw e;
            }
            LOG.warn(
                    "Watch of {}: whether {} was deleted or only left the selection is open until the next list; {}",
                    resource.words(),
                    LogText.line(run.where()),
                    e.words());
            return false;
        }
    }

    /** Asks the API server, whatever the scope. Throws what may be over at the next try. */
    Answer of(String namespace, String name, String uid) throws ApiException, InterruptedException {
        try {
            byte[] found = api.get(resource.path(namespace, name), new ErrorAnswer(resource, "get"));
            String there = Envelope.read(found, 0, found.length).text("metadata.uid");
            return there.isEmpty() ? Answer.UNKNOWN : there.equals(uid) ? Answer.LIVES : Answer.GONE;
        } catch (ApiException e) {
            switch (e.kind()) {
                case NO_SUCH_OBJECT -> {
                    return Answer.GONE;
                }
                case DENIED -> {
                    sayForbidden(e);
                    return Answer.UNKNOWN;
                }
                default -> throw e;
            }
        }
    }

    private void sayForbidden(ApiException e) {
        if (!forbidden) {
            forbidden = true;
            LOG.warn(
                    "Watch of {}: deletions are not told, because with a label selector only a GET tells a run that was"
                            + " deleted from one whose labels changed: {}",
                    resource.words(),
                    e.words());
        }
    }
}
