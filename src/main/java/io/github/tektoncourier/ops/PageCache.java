package io.github.tektoncourier.ops;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works each page out at most once at a time and a few times a second, so that a flood of requests costs what one costs.
 */
final class PageCache {

    private static final Logger LOG = LoggerFactory.getLogger(PageCache.class);
    private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long REMINDER_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Map<String, Supplier<Page>> pages;
    private final Executor executor;
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final AtomicLong told = new AtomicLong(System.nanoTime() - REMINDER_NANOS);

    private record Entry(CompletableFuture<Page> page, long since) {

        boolean usable() {
            return !page.isDone() || System.nanoTime() - since < FRESH_NANOS;
        }
    }

    /**
     * Keeps the pages of one port.
     *
     * @param pages by path; a page may take its time
     * @param executor runs them; a thread per page is enough
     */
    PageCache(Map<String, Supplier<Page>> pages, Executor executor) {
        this.pages = Map.copyOf(pages);
        this.executor = executor;
    }

    /** The page at a path; empty where there is none. The future never fails. */
    Optional<CompletableFuture<Page>> at(String path) {
        Supplier<Page> page = pages.get(path);
        if (page == null) {
            return Optional.empty();
        }
        Entry entry = entries.compute(
                path,
                (key, kept) -> kept != null && kept.usable() ? kept : new Entry(start(key, page), System.nanoTime()));
        return Optional.of(entry.page());
    }

    private CompletableFuture<Page> start(String path, Supplier<Page> page) {
        return CompletableFuture.supplyAsync(page, executor).exceptionally(failure -> {
            remind(path, failure);
            return Page.json(500, "{\"status\":\"UNKNOWN\"}");
        });
    }

    private void remind(String path, Throwable failure) {
        long before = told.get();
        long now = System.nanoTime();
        if (now - before >= REMINDER_NANOS && told.compareAndSet(before, now)) {
            LOG.warn(
                    "{} could not be answered: {}. Said at most once a minute.",
                    path,
                    String.valueOf(failure.getCause()));
        }
    }
}
