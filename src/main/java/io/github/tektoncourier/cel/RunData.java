package io.github.tektoncourier.cel;

import java.util.Set;

/** Finds the run in the data of an event. */
public final class RunData {

    private static final Set<String> KINDS = Set.of("taskRun", "pipelineRun", "customRun");

    private RunData() {}

    /**
     * The run, which is read as far as an expression looks.
     *
     * @param body the event's data as the journal has it; not changed from now on
     * @throws CelFailedException where there is no run in it
     */
    public static Object run(byte[] body) {
        if (new JsonText(body).value(0) instanceof JsonObject data) {
            return data.first(KINDS).orElseThrow(RunData::none);
        }
        throw none();
    }

    private static CelFailedException none() {
        return new CelFailedException(
                "run is read from the event's data, and the body has none of taskRun, pipelineRun and customRun. Read it"
                        + " before a step that changes the body",
                false);
    }
}
