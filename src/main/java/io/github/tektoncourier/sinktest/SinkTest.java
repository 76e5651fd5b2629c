package io.github.tektoncourier.sinktest;

import io.github.tektoncourier.filter.Globs;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One test: what goes in and what comes out.
 *
 * @param line where it begins
 * @param runs what goes in
 * @param only types of the events that reach the sink files
 * @param expected what comes out; nothing where it is empty
 * @param order whether it comes in this order
 * @param others whether more may come than is expected
 * @param never what must not come
 */
public record SinkTest(
        String name,
        int line,
        RunSource runs,
        Globs only,
        List<ExpectedSend> expected,
        boolean order,
        boolean others,
        List<ExpectedSend> never) {

    /** Whether events of a type reach the sink files. */
    public boolean takes(@Nullable String type) {
        return only.matches(type);
    }
}
