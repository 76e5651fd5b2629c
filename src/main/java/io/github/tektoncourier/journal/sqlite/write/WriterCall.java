package io.github.tektoncourier.journal.sqlite.write;

import java.sql.Connection;
import java.sql.SQLException;

/** Something else to be done on the writer's connection, in a transaction of its own. */
@FunctionalInterface
public interface WriterCall {
    void run(Connection connection) throws SQLException;
}
