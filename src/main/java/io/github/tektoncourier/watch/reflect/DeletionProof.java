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
 * was told. It is asked for by a watch of that one name, which the server answers at once from its history. A watch that
 * ends before its time is no answer, as it is none for a reflector.
 */
final class DeletionProof implements LineSplitter.Lines {

    /** The server sends at once what its history has; later frames are not needed. */
    private static final int SECONDS = 2;

    private static final Duration SILENCE = Duration.ofSeconds(8);

    /** A watch that ends earlier was not ended by its timeout. */
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    /** What the history says of a deletion. */
    enum Answer {
        TOLD,
        NOT_TOLD,
        /** The server no longer has the history from that version on. */
        TOO_OLD,
        /** The watch ended before its time, or said nothing beyond it: the server did not answer. */
        CUT_SHORT
    }

    private final Resource run;
    private final String uid;
    private final long missing;
    private boolean told;
    private boolean passed; // the place in the history where the deletion would stand

    private DeletionProof(Resource run, String uid, long missing) {
        this.run = run;
        this.uid = uid;
        this.missing = missing;
    }

    /**
     * Asks the API server.
     *
     * @param run by its name ({@link Resource#named})
     * @param version the resourceVersion at which the run existed
     * @param missing the resourceVersion at which it was missing; -1 when unknown
     * @throws ApiException when there is no answer; the caller tries again
     */
    static Answer ask(ApiServer api, Resource run, String version, String uid, long missing)
            throws ApiException, InterruptedException {
        DeletionProof proof = new DeletionProof(run, uid, missing);
        long opened = System.nanoTime();
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
                case SILENT -> {
                    return proof.passed ? Answer.NOT_TOLD : Answer.CUT_SHORT;
                }
                case DENIED -> {
                    return Answer.NOT_TOLD;
                }
                default -> throw e;
            }
        }
        return proof.answer(Duration.ofNanos(System.nanoTime() - opened));
    }

    private Answer answer(Duration lived) {
        boolean whole = passed || lived.compareTo(SHORTEST) >= 0;
        return told ? Answer.TOLD : whole ? Answer.NOT_TOLD : Answer.CUT_SHORT;
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
        boolean ours = object.text("metadata.uid").equals(uid);
        told |= frame.type().equals("DELETED") && ours;
        // Another run can have the name only behind the deletion; a bookmark says how far the history was read.
        passed |= frame.type().equals("BOOKMARK")
                ? missing >= 0 && Witnesses.number(object.resourceVersion()) >= missing
                : !ours;
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
