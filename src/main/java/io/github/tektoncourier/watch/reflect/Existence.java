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
 * Decides whether a run that left a scope is deleted. Without a label selector only a deletion leaves a scope. With
 * one, the labels may have changed, so the API server is asked for the object.
 */
final class Existence {

    /** What is known of a run. */
    enum Answer {
        GONE,
        LIVES,
        /** The right to get the object is missing, or the answer is unusable: nothing is concluded. */
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
     * Whether DELETED in a watch means a deletion.
     *
     * @throws ApiException when the API server gives no answer, so that the frame comes again. At the third failure the
     *     frame is passed over, and the next list looks for the run
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

    /**
     * Asks the API server, with and without a selector.
     *
     * @throws ApiException for a failure that may pass
     */
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
