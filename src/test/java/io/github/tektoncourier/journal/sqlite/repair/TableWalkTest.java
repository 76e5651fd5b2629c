package io.github.tektoncourier.journal.sqlite.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.journal.sqlite.store.Database;
import io.github.tektoncourier.journal.track.DamagedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableWalkTest {

    private static final int ROWS = 100;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void table() throws SQLException {
        file = folder.resolve("walk.db");
        try (Connection connection = Database.maker(file)) {
            Database.execute(connection, "CREATE TABLE walk (id INTEGER PRIMARY KEY, word TEXT NOT NULL)");
            for (int id = 1; id <= ROWS; id++) {
                Database.execute(connection, "INSERT INTO walk VALUES (" + id + ", 'word-" + id + ".')");
            }
        }
    }

    @Test
    void a_sound_table_is_read_whole() throws Exception {
        List<Long> found = new ArrayList<>();

        TableWalk.Found walk = walk(found);

        assertThat(walk).isEqualTo(new TableWalk.Found(ROWS, 0, 0));
        assertThat(found).hasSize(ROWS);
    }

    @Test
    void a_row_that_is_nonsense_and_lies_about_its_key_hides_none_behind_it() throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        int word = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("word-50.");
        bytes[word - 4] = 127; // its key, in front of the record's header of three bytes
        Files.write(file, bytes);
        List<Long> found = new ArrayList<>();

        TableWalk.Found walk = walk(found);

        assertThat(found).hasSize(ROWS - 1).contains(49L, 51L, 100L).doesNotContain(50L, 127L);
        assertThat(walk.refused()).isPositive();
    }

    @Test
    void every_row_may_be_nonsense() throws Exception {
        try (Connection source = Database.salvager(file)) {
            TableWalk.Found walk = new TableWalk<Long>(source, "id, word", "walk", "1", row -> {
                        throw new DamagedException("nonsense");
                    })
                    .walk(value -> true);

            assertThat(walk.saved()).isZero();
            assertThat(walk.whole()).isFalse();
        }
    }

    private TableWalk.Found walk(List<Long> found) throws SQLException {
        try (Connection source = Database.salvager(file)) {
            return new TableWalk<>(source, "id, word", "walk", "1", TableWalkTest::read).walk(found::add);
        }
    }

    private static Long read(ResultSet row) throws SQLException {
        long id = row.getLong(1);
        if (!row.getString(2).equals("word-" + id + ".")) {
            throw new DamagedException("a row whose key is another's");
        }
        return id;
    }
}
