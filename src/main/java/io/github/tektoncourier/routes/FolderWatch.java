package io.github.tektoncourier.routes;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what is in the sinks folder whenever that changed, and never takes a folder that is away for one without files. */
final class FolderWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RouteSupervisor.class);
    private static final long LOOK_MILLIS = 1_000;

    /** A folder that does not come to rest is taken as it is after this many looks. */
    private static final int RESTLESS_LOOKS = 10;

    private static final int RETRY_LOOKS = 30;

    private final SinksFolder folder;
    private final Consumer<SinksFolder.Look> changed;
    private final Consumer<SinksFolder.Look> confirmed;
    private final BooleanSupplier unfinished;
    private final BooleanSupplier renewed;
    private final Runnable beside;
    private final Thread thread = new Thread(this::watch, "sinks");
    private final CountDownLatch ended = new CountDownLatch(1);

    private SinksFolder.Look applied = new SinksFolder.Look(Map.of(), Map.of(), Optional.empty(), true);
    private SinksFolder.@Nullable Look last;
    private boolean unconfirmed = true;
    private int restless;
    private int untilRetry;
    private String trouble = "";

    /**
     * Watches from {@link #first} and {@link #start} on.
     *
     * @param changed takes what is there now
     * @param confirmed takes what was taken before once more, when a later look has seen the same
     * @param unfinished whether a look is wanted again after a while, even if nothing changed
     * @param renewed whether one is wanted at once, because values of files changed
     * @param beside what the same thread looks at after each look at the folder
     */
    FolderWatch(
            SinksFolder folder,
            Consumer<SinksFolder.Look> changed,
            Consumer<SinksFolder.Look> confirmed,
            BooleanSupplier unfinished,
            BooleanSupplier renewed,
            Runnable beside) {
        this.folder = folder;
        this.changed = changed;
        this.confirmed = confirmed;
        this.unfinished = unfinished;
        this.renewed = renewed;
        this.beside = beside;
    }

    /** What is there at the start, whatever it is; without a folder there is nothing. */
    void first() throws IOException {
        if (folder.exists()) {
            last = folder.look();
            take(last);
        } else {
            take(applied);
        }
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        try {
            while (!ended.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                try {
                    tick();
                } catch (RuntimeException | Error e) {
                    LOG.error("The sinks folder could not be followed; it is tried again", e);
                }
                try {
                    beside.run();
                } catch (RuntimeException | Error e) {
                    LOG.error("The registered sink files could not be followed; it is tried again", e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One look; a change counts when two looks in a row see the same, because files are written bit by bit. */
    void tick() {
        SinksFolder.Look look;
        try {
            look = folder.look();
        } catch (IOException e) {
            away("The sinks folder " + folder.path() + " cannot be read (" + SinksFolder.reason(e) + ")");
            return;
        }
        if (look.isEmpty() && !applied.isEmpty() && !look.identity().equals(applied.identity())) {
            away("The sinks folder " + folder.path() + " is another one than before, and empty");
            return;
        }
        back();
        SinksFolder.Look before = last;
        last = look;
        if (look.equals(before)) {
            rests(look);
        } else if (++restless > RESTLESS_LOOKS) {
            restless = 0;
            take(look.withFilesOf(before));
        }
    }

    private void rests(SinksFolder.Look look) {
        restless = 0;
        boolean retry = unfinished.getAsBoolean() && --untilRetry <= 0;
        if (renewed.getAsBoolean() || retry || !look.equals(applied)) {
            take(look);
        }
        if (unconfirmed) {
            unconfirmed = false;
            confirmed.accept(look);
        }
    }

    private void take(SinksFolder.Look look) {
        untilRetry = RETRY_LOOKS;
        changed.accept(look);
        applied = look;
        unconfirmed = true;
    }

    /** What stands beside the folder changed: what was taken is given out once more when a later look has seen the same. */
    void confirmAgain() {
        unconfirmed = true;
    }

    /** An unmounted volume is no wish to end all sinks. */
    private void away(String what) {
        last = null;
        if (!trouble.equals(what)) {
            trouble = what;
            if (!applied.isEmpty()) {
                LOG.warn(
                        "{}. All sinks go on as they are. Make it readable again; to end a sink, remove its file"
                                + " alone.",
                        what);
            }
        }
    }

    private void back() {
        if (!trouble.isEmpty() && !applied.isEmpty()) {
            LOG.info("The sinks folder {} is back.", folder.path());
        }
        trouble = "";
    }

    /** Lets a change that is being made come to its end, for a while. */
    @Override
    public void close() {
        ended.countDown();
        if (thread.isAlive()) {
            try {
                thread.join(5_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
