package io.github.tektoncourier.cli;

import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.text.LogText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Reads the runs of files that a user names, and says what is none. */
final class RunFiles {

    private final Consumer<String> complaints;

    /** @param complaints takes each thing that could not be read: file, what is wrong, what to do */
    RunFiles(Consumer<String> complaints) {
        this.complaints = complaints;
    }

    /**
     * Gives each run of a file with the file's name.
     *
     * @param file a path, or {@code -} for standard input
     */
    void read(String file, BiConsumer<String, Run> runs) {
        try {
            if (!file.equals("-") && Files.isDirectory(Path.of(file))) {
                complain(file, "is a directory; expected a file. Name the files in it.");
                return;
            }
            byte[] bytes = file.equals("-") ? System.in.readAllBytes() : Files.readAllBytes(Path.of(file));
            new RunFile(run -> runs.accept(shown(file), run), problem -> complain(file, problem)).read(bytes);
        } catch (NoSuchFileException e) {
            complain(file, "there is no such file; expected a file with runs, or - for standard input.");
        } catch (IOException | InvalidPathException e) {
            complain(file, "cannot be read (" + LogText.line(e.getMessage()) + "); expected a file with runs.");
        }
    }

    private void complain(String file, String problem) {
        complaints.accept(shown(file) + ": " + problem);
    }

    private static String shown(String file) {
        return file.equals("-") ? "standard input" : file;
    }
}
