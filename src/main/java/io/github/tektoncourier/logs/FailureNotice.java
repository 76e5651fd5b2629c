package io.github.tektoncourier.logs;

import io.github.tektoncourier.cloudevent.Batch;

/** Is told of each batch on its way to the journal. */
@FunctionalInterface
public interface FailureNotice {

    /** Where no logs are read. */
    FailureNotice NONE = batch -> batch;

    /** Takes note of a run that has failed, and waits for nothing. The batch goes on as it is. */
    Batch noticed(Batch batch);
}
