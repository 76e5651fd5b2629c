package io.github.tektoncourier.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tektoncourier.journal.JournalSettings;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class OpenRetryTest {

    private final AtomicInteger attempts = new AtomicInteger();

    private String open(int failures, SQLiteErrorCode code) throws Exception {
        return OpenRetry.patiently(JournalSettings.in(Path.of("data")), () -> {
            if (attempts.incrementAndGet() <= failures) {
                throw new SQLiteException("made up", code);
            }
            return "open";
        });
    }

    @Test
    void a_disk_that_is_full_at_the_start_is_waited_for() throws Exception {
        assertThat(open(1, SQLiteErrorCode.SQLITE_FULL)).isEqualTo("open");
        assertThat(attempts).hasValue(2);
    }

    @Test
    void so_is_one_that_fails() throws Exception {
        assertThat(open(1, SQLiteErrorCode.SQLITE_IOERR_FSYNC)).isEqualTo("open");
    }

    private String openFile(int failures, String reason) throws Exception {
        return OpenRetry.patiently(JournalSettings.in(Path.of("data")), () -> {
            if (attempts.incrementAndGet() <= failures) {
                throw new FileSystemException("data/lock", null, reason);
            }
            return "open";
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"Read-only file system", "No space left on device", "Input/output error"})
    void so_is_a_directory_in_which_not_even_the_lock_can_be_made(String reason) throws Exception {
        assertThat(openFile(1, reason)).isEqualTo("open");
    }

    @Test
    void a_directory_that_is_forbidden_is_said_at_once() {
        assertThatThrownBy(() -> openFile(1, "Permission denied")).isInstanceOf(FileSystemException.class);
    }

    @ParameterizedTest
    @EnumSource(
            names = {"SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_IOERR_SHORT_READ"
            })
    void what_waiting_does_not_mend_is_said_at_once(SQLiteErrorCode code) {
        assertThatThrownBy(() -> open(1, code)).isInstanceOf(SQLException.class);
        assertThat(attempts).hasValue(1);
    }
}
