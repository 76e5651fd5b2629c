package io.github.tektoncourier.logs;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** What of reading logs is checked before anything starts, and the threads that read. */
public final class LogReading {

    private static final int THREADS = 3;

    private LogReading() {}

    /**
     * Checks a pattern of what to mask.
     *
     * @throws IllegalArgumentException when it is none, in words that go on behind its name
     */
    public static void checkPattern(String pattern) {
        SecretMask unused = SecretMask.of(pattern);
    }

    /** Threads that end when there is nothing to read for a while, and hold up no stop. */
    public static Executor threads() {
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "log-tails");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
