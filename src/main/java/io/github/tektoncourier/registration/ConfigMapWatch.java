package io.github.tektoncourier.registration;

import io.github.tektoncourier.text.Reminder;
import io.github.tektoncourier.watch.api.ApiException;
import io.github.tektoncourier.watch.api.ApiServer;
import io.github.tektoncourier.watch.api.ApiStream;
import io.github.tektoncourier.watch.api.Envelope;
import io.github.tektoncourier.watch.api.ErrorAnswer;
import io.github.tektoncourier.watch.api.Frame;
import io.github.tektoncourier.watch.api.LargeObjects;
import io.github.tektoncourier.watch.api.LineSplitter;
import io.github.tektoncourier.watch.api.ListSplitter;
import io.github.tektoncourier.watch.api.Resource;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the labelled ConfigMaps of one namespace, or of all. What it gives out is always a whole list and what changed
 * since; while the API server is away nothing is given out, so that what was seen last stays.
 */
final class ConfigMapWatch implements AutoCloseable {

    static final String LABEL = "tekton-courier.io/sink-files";

    private static final Logger LOG = LoggerFactory.getLogger(ConfigMapWatch.class);
    private static final int PAGE = 100;
    private static final long FIRST_PAUSE_MILLIS = 200;
    private static final long LONGEST_PAUSE_MILLIS = 15_000;

    private final ApiServer api;
    private final Resource resource;
    private final Predicate<SinkConfigMap> wanted;
    private final ToLongFunction<String> room;
    private final Consumer<Map<String, SinkConfigMap>> seen;
    private final Reminder reminder;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread;
    private Map<String, SinkConfigMap> known = new HashMap<>();
    private String version = "";
    private int failures;

    /**
     * Watches from {@link #start} on.
     *
     * @param namespace empty for all
     * @param wanted the others are dropped at once: any namespace can set the label
     * @param room what the files of a namespace may take together: all of them stay in memory
     * @param seen takes all that there are, whenever that changed; first when the first list is complete
     */
    ConfigMapWatch(
            ApiServer api,
            String namespace,
            Predicate<SinkConfigMap> wanted,
            ToLongFunction<String> room,
            Consumer<Map<String, SinkConfigMap>> seen,
            Clock clock) {
        this.api = api;
        this.wanted = wanted;
        this.room = room;
        this.resource = Resource.configMaps(namespace, LABEL + "=true");
        this.seen = seen;
        this.reminder = new Reminder(LOG, clock, "Watch of sink files in " + resource.words());
        this.thread = new Thread(this::follow, "sink-files" + (namespace.isEmpty() ? "" : "-" + namespace));
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void follow() {
        try {
            while (ended.getCount() > 0) {
                try {
                    step();
                } catch (ApiException e) {
                    failed(e);
                } catch (RuntimeException e) {
                    LOG.error("The ConfigMaps with sink files could not be followed; it is tried again", e);
                    version = "";
                    pause(Duration.ZERO);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void step() throws ApiException, InterruptedException {
        if (version.isEmpty()) {
            list();
            reminder.over();
        }
        long begun = System.nanoTime();
        watch();
        reminder.over();
        if (Duration.ofNanos(System.nanoTime() - begun).toSeconds() >= 1) {
            failures = 0;
        } else {
            pause(Duration.ZERO); // a server that ends watches at once is not asked without end
        }
    }

    private void failed(ApiException e) throws InterruptedException {
        if (e.kind() == ApiException.Kind.GONE) {
            version = "";
        } else if (e.kind() != ApiException.Kind.SILENT) {
            reminder.about(e.words());
        }
        pause(e.retryAfter());
    }

    private void pause(Duration asked) throws InterruptedException {
        long step = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures++, 10));
        boolean unused = ended.await(Math.max(asked.toMillis(), step), TimeUnit.MILLISECONDS);
    }

    /** All pages, or nothing: half a list would end what is on the other half. */
    private void list() throws ApiException, InterruptedException {
        Page page = new Page();
        do {
            String token = page.token;
            page.token = "";
            try (ApiStream stream = api.list(resource, PAGE, token);
                    ListSplitter splitter = new ListSplitter(LargeObjects.LONGEST, page)) {
                for (ByteBuffer chunk = stream.next(page.count, resource.silence());
                        chunk != null;
                        chunk = stream.next(page.count, resource.silence())) {
                    splitter.feed(chunk);
                }
                if (!splitter.complete() || page.version.isEmpty()) {
                    throw new ApiException(ApiException.Kind.PASSING, "a list of ConfigMaps ended before its end.");
                }
            }
        } while (!page.token.isEmpty());
        known = page.found;
        version = page.version;
        seen.accept(Map.copyOf(known));
    }

    private void watch() throws ApiException, InterruptedException {
        Frames frames = new Frames();
        try (ApiStream stream = api.watch(resource, version, resource.maxSeconds());
                LineSplitter splitter = new LineSplitter(LargeObjects.LONGEST, frames)) {
            for (ByteBuffer chunk = stream.next(splitter.count(), resource.silence());
                    chunk != null && ended.getCount() > 0;
                    chunk = stream.next(splitter.count(), resource.silence())) {
                splitter.feed(chunk);
            }
        }
    }

    private SinkConfigMap bounded(Map<String, SinkConfigMap> beside, SinkConfigMap one) {
        long whole = room.applyAsLong(one.namespace());
        if (whole == Long.MAX_VALUE) {
            return one;
        }
        long used = beside.values().stream()
                .filter(other -> other.namespace().equals(one.namespace())
                        && !other.name().equals(one.name()))
                .mapToLong(SinkConfigMap::size)
                .sum();
        return one.within(whole - used);
    }

    @Override
    public void close() {
        ended.countDown();
        thread.interrupt();
    }

    /** The pages of a list, which begins anew where one of them fails. */
    private final class Page implements ListSplitter.Parts {
        private final Map<String, SinkConfigMap> found = new HashMap<>();
        private String token = "";
        private String version = "";
        private long count;

        @Override
        public void item(byte[] bytes, int offset, int length) {
            count++;
            SinkConfigMap.read(bytes, offset, length)
                    .filter(wanted)
                    .ifPresent(one -> found.put(one.key(), bounded(found, one)));
        }

        @Override
        public void oversized(byte[] bytes, int offset, int length, long whole) {
            count++; // longer than an API server stores
        }

        @Override
        public void metadata(byte[] bytes, int offset, int length) {
            Envelope metadata = Envelope.ofMetadata(bytes, offset, length);
            token = metadata.text("metadata.continue");
            version = metadata.resourceVersion();
        }
    }

    private final class Frames implements LineSplitter.Lines {

        @Override
        public void line(byte[] bytes, int offset, int length) throws ApiException {
            @Nullable Frame frame = Frame.of(bytes, offset, length);
            if (frame == null) {
                version = "";
                throw new ApiException(ApiException.Kind.PASSING, "a watch event could not be read.");
            }
            if (frame.type().equals("ERROR")) {
                throw new ErrorAnswer(resource, "watch").of(Envelope.read(bytes, frame.offset(), frame.length()));
            }
            String reached =
                    Envelope.read(bytes, frame.offset(), frame.length()).resourceVersion();
            if (!frame.type().equals("BOOKMARK")) {
                SinkConfigMap.read(bytes, frame.offset(), frame.length())
                        .filter(wanted)
                        .ifPresent(one -> take(frame.type(), bounded(known, one)));
            }
            version = reached.isEmpty() ? version : reached;
        }

        private void take(String type, SinkConfigMap changed) {
            @Nullable
            SinkConfigMap before =
                    type.equals("DELETED") ? known.remove(changed.key()) : known.put(changed.key(), changed);
            if (type.equals("DELETED") || !changed.equals(before)) {
                seen.accept(Map.copyOf(known));
            }
        }

        @Override
        public void oversized(byte[] bytes, int offset, int length, long whole) {
            version = ""; // longer than an API server stores: list again
        }
    }
}
