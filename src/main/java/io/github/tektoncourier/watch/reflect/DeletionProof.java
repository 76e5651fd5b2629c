package io.github.tektoncourier.watch.reflect;

import io.github.tektoncourier.watch.api.ApiException;
import io.github.tektoncourier.watch.api.ApiServer;
import io.github.tektoncourier.watch.api.ApiStream;
import io.github.tektoncourier.watch.api.Envelope;
import io.github.tektoncourier.watch.api.ErrorAnswer;
import io.github.tektoncourier.watch.api.Frame;
import io.github.tektoncourier.watch.api.LargeObjects;
import io.github.tektoncourier.watch.api.LineSplitter;
import io.github.tektoncourier.watch.api.Resource;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Whether the API server's history tells of the deletion of a run. A run that is missing was deleted, or the store was
 * restored from a backup that does not have it; only a deletion has a DELETED frame behind the version at which the run
 * was told. It is asked for by a watch of that one name, which the server answers at once from its history.
 */
final class DeletionProof implements LineSplitter.Lines {

    /** The server sends at once what its history has; later frames are not needed. */
    private static final int SECONDS = 2;

    private static final Duration SILENCE = Duration.ofSeconds(8);

    /** What the history says of a deletion. */
    enum Answer {
        TOLD,
        NOT_TOLD,
        /** The server no longer has the history from that version on. */
        TOO_OLD
    }

    private final Resource run;
    private final String uid;
    private boolean told;

    private DeletionProof(Resource run, String uid) {
        this.run = run;
        this.uid = uid;
    }

    /**
     * Asks the API server.
     *
     * @param run by its name ({@link Resource#named})
     * @param version the resourceVersion at which the run existed
     * @throws ApiException when there is no answer; the caller tries again
     */
    static Answer ask(ApiServer api, Resource run, String version, String uid)
            throws ApiException, InterruptedException {
        DeletionProof proof = new DeletionProof(run, uid);
        try (ApiStream stream = api.watch(run, version, SECONDS);
                LineSplitter splitter = new LineSplitter(LargeObjects.LONGEST, proof)) {
            ByteBuffer chunk = stream.next(0, SILENCE);
            while (chunk != null && !proof.told) {
                splitter.feed(chunk);
                chunk = proof.told ? null : stream.next(splitter.count(), SILENCE);
            }
        } catch (ApiException e) {
            if (proof.told) {
                return Answer.TOLD; // whatever happens to the stream after that
            }
            switch (e.kind()) {
                case GONE -> {
                    return Answer.TOO_OLD;
                }
                case SILENT, DENIED -> {
                    return Answer.NOT_TOLD;
                }
                default -> throw e;
            }
        }
        return proof.told ? Answer.TOLD : Answer.NOT_TOLD;
    }

    @Override
    public void line(byte[] bytes, int offset, int length) throws ApiException {
        Frame frame = Frame.of(bytes, offset, length);
        if (frame == null) {
            return;
        }
        Envelope object = Envelope.read(bytes, frame.offset(), frame.length());
        if (frame.type().equals("ERROR")) {
            throw new ErrorAnswer(run, "watch").of(object);
        }
        told |= frame.type().equals("DELETED") && object.text("metadata.uid").equals(uid);
    }

    @Override
    public void oversized(byte[] bytes, int offset, int length, long whole) {
        int object = Frame.object(bytes, offset, length);
        told |= object >= 0
                && bytes[offset + "{\"type\":\"".length()] == 'D'
                && Envelope.read(bytes, object, offset + length - object)
                        .text("metadata.uid")
                        .equals(uid);
    }
}
