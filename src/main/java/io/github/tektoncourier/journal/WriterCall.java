package io.github.tektoncourier.journal;

import java.sql.Connection;
import java.sql.SQLException;

/** Something else to be done on the writer's connection, in a transaction of its own. */
@FunctionalInterface
interface WriterCall {
    void run(Connection connection) throws SQLException;
}
