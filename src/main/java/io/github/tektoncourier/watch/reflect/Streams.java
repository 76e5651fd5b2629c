package io.github.tektoncourier.watch.reflect;

import io.github.tektoncourier.watch.api.ApiException;
import io.github.tektoncourier.watch.api.Resource;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether to ask for a scope's list as a stream: not of a server that refused it, which is not asked again, and not after
 * two streams that broke off, as they do when a reader is slower than the cluster's changes; then pages come through.
 */
final class Streams {
    private static final Logger LOG = LoggerFactory.getLogger(Streams.class);

    /** How servers say that they do not know the question: 422 without the feature, others from what is in between. */
    private static final Set<Integer> REFUSALS = Set.of(400, 405, 406, 415, 422, 501);

    private static final int TRIES = 2;

    private final String words;
    private boolean refused;
    private int broken;

    Streams(Resource resource) {
        this.words = resource.words();
    }

    boolean wanted() {
        return !refused && broken < TRIES;
    }

    /** True, and remembered, when the answer means that this server gives no such streams. */
    boolean refusedBy(ApiException answer) {
        if (!REFUSALS.contains(answer.status())) {
            return false;
        }
        refused = true;
        LOG.debug("Watch of {}: lists come in pages, because {}", words, answer.words());
        return true;
    }

    /** A stream that was open ended before its list was complete. */
    void broke() {
        broken++;
        if (!wanted()) {
            LOG.info("Watch of {}: two streamed lists broke off; it is listed in pages this time", words);
        }
    }

    /** The scope was listed, in whatever way: the next time may be better. */
    void listed() {
        broken = 0;
    }
}
