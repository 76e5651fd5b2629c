package io.github.tektoncourier.watch.namespaces;

import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.text.Reminder;
import io.github.tektoncourier.watch.api.ApiException;
import io.github.tektoncourier.watch.api.ApiServer;
import io.github.tektoncourier.watch.api.ApiStream;
import io.github.tektoncourier.watch.api.ErrorAnswer;
import io.github.tektoncourier.watch.api.LargeObjects;
import io.github.tektoncourier.watch.api.LineSplitter;
import io.github.tektoncourier.watch.api.Resource;
import io.github.tektoncourier.watch.reflect.Listing;
import io.github.tektoncourier.watch.reflect.WatchStatus;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows which namespaces a selection means, on a thread of its own. Globs need no more than one request for each kind
 * where the rights reach over the whole cluster; else, and with labels, each namespace is watched by itself.
 */
public final class NamespaceFollower implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(NamespaceFollower.class);
    private static final Duration FIRST_WAIT = Duration.ofMillis(500);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    private static final Duration SILENCE = Duration.ofSeconds(85);
    private static final Duration INSTANT = Duration.ofSeconds(1);
    private static final int WATCH_SECONDS = 1_800;

    private final ApiServer api;
    private final NamespaceSelection selection;
    private final List<Resource> everywhere;
    private final Resource namespaces;
    private final SelectedNamespaces selected;
    private final WatchStatus status;
    private final Clock clock;
    private final Reminder reminder;
    private final Thread thread;
    private volatile boolean stopped;
    private int failures;
    private String refused = "";
    private String version = ""; // from which to watch; empty before a list
    private boolean eachByItself; // decided once, so that nothing is watched twice

    /** @param everywhere what is watched, by requests over the whole cluster */
    public NamespaceFollower(
            ApiServer api,
            NamespaceSelection selection,
            List<Resource> everywhere,
            SelectedNamespaces selected,
            WatchStatus status,
            Clock clock) {
        this.api = api;
        this.selection = selection;
        this.everywhere = List.copyOf(everywhere);
        this.namespaces = Resource.namespaces(selection.selector());
        this.selected = selected;
        this.status = status;
        this.clock = clock;
        this.reminder = new Reminder(LOG, clock, "Watch of " + selection.words());
        this.thread = new Thread(this, "watch " + selection.words());
        this.thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Ends the watch of namespaces; those of runs go on. */
    public void stop() {
        stopped = true;
        thread.interrupt();
    }

    public void join(Duration patience) throws InterruptedException {
        thread.join(patience.toMillis());
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                try {
                    if (version.isEmpty() && !eachByItself && isAllowedEverywhere()) {
                        selected.everywhere(selection.asScope());
                        return;
                    }
                    follow();
                } catch (ApiException e) {
                    failed(e);
                } catch (RuntimeException | Error e) { // also OutOfMemoryError: an ended watch is silent
                    LOG.debug("Unexpected in the watch of {}", selection.words(), e);
                    failed(new ApiException(
                            ApiException.Kind.PASSING, "failed unexpectedly (" + LogText.reason(e) + ")"));
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("Watch of {} ends", selection.words());
        }
    }

    /** With labels a request over the whole cluster does not tell them. */
    private boolean isAllowedEverywhere() throws ApiException, InterruptedException {
        if (!selection.selector().isEmpty()) {
            return false;
        }
        for (Resource resource : everywhere) {
            try {
                api.get(resource.path() + "?limit=1" + resource.selection(), new ErrorAnswer(resource, "list"));
                return true;
            } catch (ApiException e) {
                switch (e.kind()) {
                    case DENIED -> {}
                    case ABSENT, NO_SUCH_OBJECT -> {
                        return true; // Tekton is not installed yet; rights are looked at before that
                    }
                    default -> throw e;
                }
            }
        }
        return false;
    }

    private void follow() throws ApiException, InterruptedException {
        if (version.isEmpty()) {
            NamespaceFrames listed = new NamespaceFrames(selection, namespaces);
            status.listing(true);
            String listVersion = new Listing(api, namespaces, listed).read(status);
            eachByItself = true;
            selected.are(listed.present());
            version = listVersion;
        }
        NamespaceFrames frames = new NamespaceFrames(selection, namespaces, selected::change);
        Instant opened = clock.instant();
        try (ApiStream stream = api.watch(namespaces, version, WATCH_SECONDS);
                LineSplitter splitter = new LineSplitter(LargeObjects.LONGEST, frames)) {
            watching();
            for (ByteBuffer chunk = stream.next(0, SILENCE);
                    chunk != null;
                    chunk = stream.next(splitter.count(), SILENCE)) {
                splitter.feed(chunk);
                status.heard();
                version = frames.version(version);
                if (frames.count() > 0) {
                    healthy();
                }
                sayRefused();
            }
        }
        if (frames.count() == 0 && Duration.between(opened, clock.instant()).compareTo(INSTANT) < 0) {
            throw new ApiException(ApiException.Kind.PASSING, "the API server closes the watch of namespaces at once");
        }
        healthy();
    }

    private void watching() {
        status.watching();
        refused = "";
        sayRefused();
    }

    /** A watch that only opens, and ends before it says anything, ends no trouble. */
    private void healthy() {
        if (failures > 0) {
            failures = 0;
            reminder.over();
            if (refused.isEmpty()) {
                status.healthy();
            }
        }
    }

    /** Not all is watched, so the courier is not ready. */
    private void sayRefused() {
        String now = selected.refused();
        if (!now.equals(refused)) {
            refused = now;
            if (now.isEmpty()) {
                status.watching();
                status.healthy();
            } else {
                status.waiting(now, false);
            }
        }
    }

    /** A list is small, so every failure is followed by one. */
    private void failed(ApiException trouble) throws InterruptedException {
        version = "";
        failures++;
        boolean expected = trouble.kind() == ApiException.Kind.GONE || trouble.kind() == ApiException.Kind.SILENT;
        if (expected && failures == 1) {
            LOG.debug("Watch of {}: begins anew, {}", selection.words(), trouble.words());
        } else {
            String words = words(trouble);
            status.waiting(words, false);
            if (failures > 1 || trouble.kind() == ApiException.Kind.DENIED) {
                reminder.about(words);
            }
        }
        long wait = Math.min(LONGEST_WAIT.toMillis(), FIRST_WAIT.toMillis() << Math.min(failures - 1, 5));
        Thread.sleep(Math.max(wait, trouble.retryAfter().toMillis()));
    }

    private String words(ApiException trouble) {
        boolean grants = trouble.kind() == ApiException.Kind.DENIED
                && selection.selector().isEmpty();
        return grants
                ? trouble.words() + " Where a ClusterRole grants the runs of all namespaces, none need to be listed."
                : trouble.words();
    }
}
