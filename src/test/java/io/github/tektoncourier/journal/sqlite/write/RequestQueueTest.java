package io.github.tektoncourier.journal.sqlite.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tektoncourier.journal.EventSelection;
import io.github.tektoncourier.journal.JournalRequest;
import io.github.tektoncourier.journal.JournalRequest.Action;
import io.github.tektoncourier.journal.sqlite.store.Database;
import io.github.tektoncourier.journal.sqlite.store.NativeLibrary;
import io.github.tektoncourier.journal.sqlite.store.RequestTable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What requests ask of the disk. */
class RequestQueueTest {

    private final List<String> prepared = new ArrayList<>();

    @TempDir
    Path directory;

    private Connection connection;
    private RequestQueue queue;

    @BeforeEach
    void open() throws SQLException {
        NativeLibrary.load();
        connection = Database.writer(directory.resolve("journal.db"), this::seen);
        queue = new RequestQueue(connection, Clock.systemUTC(), (subscription, letters, dropped) -> {});
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private Connection seen(Connection real) {
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (p, method, arguments) -> {
                    if (method.getName().equals("prepareStatement")) {
                        prepared.add(String.valueOf(arguments[0]));
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void ask(Action action) throws SQLException {
        RequestTable.insert(
                connection,
                new JournalRequest(action, EventSelection.ALL),
                Clock.systemUTC().millis());
    }

    @Test
    void a_disk_that_refuses_and_rolls_back_by_itself_is_asked_again_after_a_pause() throws SQLException {
        Database.execute(
                connection,
                "CREATE TRIGGER full BEFORE UPDATE ON request BEGIN SELECT RAISE(ROLLBACK, 'no room left'); END");
        ask(Action.RETRY);

        assertThatThrownBy(queue::turn).isInstanceOf(SQLException.class).hasMessageContaining("no room left");

        assertThat(queue.due(0)).isPositive();
    }

    @Test
    void dead_letters_that_are_dropped_share_a_statement_because_the_driver_keeps_each() throws SQLException {
        Database.execute(connection, "INSERT INTO subscription (id, name, start, position) VALUES (1, 's', 0, 10)");
        for (int seq = 1; seq <= 5; seq++) {
            Database.execute(
                    connection,
                    "INSERT INTO exception (subscription, seq, value, state, partitionkey, attempts, first_failure,"
                            + " counted, answer) VALUES (1, " + seq + ", '', 2, 'k', 1, 0, 0, 'no')");
        }
        ask(Action.DROP);

        queue.turn();

        assertThat(Database.number(connection, "SELECT count(*) FROM exception", -1))
                .isZero();
        assertThat(Database.number(connection, "SELECT count(*) FROM outcome", -1))
                .isEqualTo(5);
        assertThat(prepared.stream()
                        .filter(sql -> sql.startsWith("INSERT INTO outcome"))
                        .count())
                .isEqualTo(1);
    }
}
