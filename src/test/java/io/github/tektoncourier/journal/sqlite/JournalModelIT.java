package io.github.tektoncourier.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.journal.sqlite.store.DiskTrouble;
import io.github.tektoncourier.journal.sqlite.write.Writer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.Test;

/**
 * The real journal beside a tiny model of it, under random operations and a crash between any two steps. More seeds:
 * {@code -Dcourier.model.seeds=10000}; one of them again: {@code -Dcourier.model.seed=42}.
 */
class JournalModelIT {

    private static final int SEEDS = 200;
    private static final int AT_ONCE = 4;

    @Test
    void whatever_happens_and_wherever_it_is_cut_the_journal_is_what_the_model_says() throws Exception {
        long first = Long.getLong("courier.model.seed", 1);
        long seeds = System.getProperty("courier.model.seed") == null ? Long.getLong("courier.model.seeds", SEEDS) : 1;
        Configurator.setLevel(Writer.class, Level.OFF); // what it complains of is made up
        Configurator.setLevel(DiskTrouble.class, Level.OFF);
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        int crashes = 0;
        try {
            List<Future<Integer>> worlds = new ArrayList<>();
            LongStream.range(first, first + seeds).forEach(seed -> worlds.add(threads.submit(() -> world(seed))));
            for (Future<Integer> world : worlds) {
                crashes += world.get();
            }
        } finally {
            threads.shutdownNow();
            Configurator.setLevel(Writer.class, Level.ERROR);
            Configurator.setLevel(DiskTrouble.class, Level.ERROR);
        }
        System.out.printf("%d seeds, %d crashes%n", seeds, crashes);
        assertThat(crashes).isGreaterThanOrEqualTo(seeds == 1 ? 0 : (int) seeds);
    }

    private static int world(long seed) throws Exception {
        Path base = Files.createTempDirectory(memory(), "courier-model");
        try {
            return new JournalModel(seed, base).run();
        } finally {
            delete(base);
        }
    }

    /** The crashes are made up, so that nothing is proven by a real disk, which is slower. */
    private static Path memory() {
        Path memory = Path.of("/dev/shm");
        return Files.isWritable(memory) ? memory : Path.of(System.getProperty("java.io.tmpdir"));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
