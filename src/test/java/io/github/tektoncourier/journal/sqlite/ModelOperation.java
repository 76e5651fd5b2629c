package io.github.tektoncourier.journal.sqlite;

import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.journal.Outcome;
import io.github.tektoncourier.journal.StoredEvent;
import io.github.tektoncourier.journal.sqlite.store.Database;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** One thing that may happen to a journal, chosen by the seed. */
final class ModelOperation {

    private static final List<String> CHECKPOINTS = List.of("PASSIVE", "FULL", "RESTART", "TRUNCATE");

    private final JournalModel model;
    private final ModelLife life;
    private final SteppedJournal stepped;
    private final CrashingDisk disk;
    private final Random random;

    ModelOperation(JournalModel model, ModelLife life, SteppedJournal stepped, CrashingDisk disk) {
        this.model = model;
        this.life = life;
        this.stepped = stepped;
        this.disk = disk;
        this.random = model.random;
    }

    void next() throws Exception {
        int choice = random.nextInt(48);
        if (choice < 14) {
            append();
        } else if (choice < 24) {
            model.say("turn");
            life.turn();
        } else if (choice < 36) {
            answer();
        } else if (choice < 40) {
            advance();
        } else if (choice < 45) {
            comeOrGo();
        } else if (choice < 47) {
            checkpoint();
        } else {
            fail();
        }
    }

    private void append() {
        for (int i = random.nextInt(4); i >= 0; i--) {
            for (Batch batch : model.runs.next(model.forgotten())) {
                model.say("append " + words(batch));
                life.append(batch);
            }
        }
    }

    private static String words(Batch batch) {
        var run = batch.change().run();
        return batch.change().type() + " " + batch.change().resourceVersion() + " " + (run == null ? "" : run.uid())
                + " "
                + batch.entries().stream()
                        .map(entry -> entry.event() == null ? "(" + entry.moment() + ")" : entry.moment())
                        .toList();
    }

    private void answer() throws Exception {
        for (ModelSubscription subscription : model.subscriptions) {
            for (ModelSink.Request request : subscription.sink.waiting()) {
                if (random.nextInt(3) > 0) {
                    Outcome outcome = outcome(request.event());
                    model.say(
                            subscription.name() + " answers " + request.event().sequence() + " "
                                    + request.event().attributes().get("id") + " with " + outcome);
                    life.answer(subscription, request, outcome);
                    stepped.settle(); // one after the other, or the seed would not say what happens
                }
            }
        }
    }

    private Outcome outcome(StoredEvent event) {
        if (model.hated.equals(event.attributes().get("partitionkey")) && random.nextInt(8) > 0) {
            return new Outcome.Failed(http(500)); // so that it stands aside while others pass
        }
        return switch (random.nextInt(14)) {
            case 0 -> Outcome.FILTERED;
            case 1 -> new Outcome.Failed(new IOException("connection reset"));
            case 2 -> new Outcome.Failed(http(503));
            case 3 -> new Outcome.Failed(http(422));
            case 4 -> new Outcome.Failed(http(413));
            default -> Outcome.DELIVERED;
        };
    }

    private static HttpOperationFailedException http(int status) {
        return new HttpOperationFailedException("http://x", status, "", null, Map.of(), "");
    }

    private void advance() throws Exception {
        if (life.waiting() > 0) {
            life.turn();
        }
        if (life.crashed()) {
            return;
        }
        Duration by = life.waiting() > 0 || random.nextInt(3) > 0
                ? Duration.ofSeconds(1 + random.nextInt(90))
                : random.nextInt(4) > 0 ? Duration.ofMinutes(2 + random.nextInt(30)) : Duration.ofHours(25);
        model.say("the clock moves by " + by);
        model.advance(by);
        stepped.wake();
    }

    private void comeOrGo() throws Exception {
        ModelSubscription any = model.subscriptions.get(random.nextInt(model.subscriptions.size()));
        boolean goes = stepped.open(any.name());
        if (goes && random.nextInt(3) > 0) {
            return;
        }
        boolean removed = goes && random.nextInt(4) == 0;
        model.say(any.name() + (removed ? " is removed" : goes ? " goes" : " comes"));
        if (removed) {
            life.remove(any);
        } else if (goes) {
            life.unsubscribe(any);
        } else {
            life.subscribe(any);
        }
    }

    private void checkpoint() throws Exception {
        String mode = CHECKPOINTS.get(random.nextInt(CHECKPOINTS.size()));
        model.say("checkpoint " + mode);
        stepped.withNextTurn(connection -> Database.number(connection, "PRAGMA wal_checkpoint(" + mode + ")", 0));
        life.turn();
    }

    private void fail() {
        SQLiteErrorCode code = random.nextInt(4) == 0 ? SQLiteErrorCode.SQLITE_FULL : SQLiteErrorCode.SQLITE_CONSTRAINT;
        int in = random.nextInt(1 + random.nextInt(20));
        model.say("a statement of the next transaction fails: " + code);
        disk.fail(in, failure(code));
    }

    private static SQLException failure(SQLiteErrorCode code) {
        return new SQLiteException("made up by the model", code);
    }
}
