package io.github.tektoncourier.journal.append;

import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.run.KnownRun;
import java.util.List;
import java.util.Optional;

/**
 * What an engine has stored of runs, their moments and their pods. Each method throws {@link JournalException} when that
 * cannot be read.
 */
public interface RunIndex extends RunLookup<JournalException> {

    /**
     * Part of a scope's runs.
     *
     * @param last where the next page begins; 0 when there is none
     */
    record Page(List<KnownRun> runs, long last) {}

    /** Runs of a scope that are not gone, in pages, so that no read stays open while they are processed. */
    Page live(String scope, long after, int limit);

    /** Runs of a scope that are not gone: the newest, and those that had events last. */
    List<KnownRun> recent(String scope, int limit);

    /** The newest run that made a pod of this name: a run that is created again makes its pod again. */
    Optional<KnownRun> ofPod(String namespace, String podName);

    /** The run whose pod has this UID, else the newest whose pod's UID was not seen yet, while it lives. */
    Optional<KnownRun> ofPod(String namespace, String podName, String podUid);

    /** The body that shows the run last. */
    Optional<byte[]> latest(String uid);

    /** The latest bodies of the runs that a run owns, as many as fit into so many bytes. */
    List<byte[]> children(String owner, int limit, int bytes);
}
