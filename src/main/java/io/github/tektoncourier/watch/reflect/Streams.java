package io.github.tektoncourier.watch.reflect;

import io.github.tektoncourier.watch.api.ApiException;
import io.github.tektoncourier.watch.api.Resource;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether to ask for a scope's list as a stream. A server that refused is not asked again. After two streams that broke
 * off, as they do when the reader is slower than the cluster's changes, the list is read in pages.
 */
final class Streams {
    private static final Logger LOG = LoggerFactory.getLogger(Streams.class);

    /** Statuses of servers without the feature: 422 from an API server, others from a proxy in between. */
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

    /** True when the answer means that this server has no such streams, which is remembered. */
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

    /** The scope was listed, as a stream or in pages: the next list may be a stream again. */
    void listed() {
        broken = 0;
    }
}
