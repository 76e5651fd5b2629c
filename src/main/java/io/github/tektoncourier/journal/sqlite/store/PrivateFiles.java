package io.github.tektoncourier.journal.sqlite.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the journal from other users of the machine: events hold what runs were given, and receivers' answers. The
 * directory is 0700 and its files are 0600, whatever the umask. SQLite gives its log and index the permissions of the
 * database.
 */
public final class PrivateFiles {

    private static final Logger LOG = LoggerFactory.getLogger(PrivateFiles.class);
    private static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

    private PrivateFiles() {}

    /** Makes the directory where there is none, and closes it and the journal's files in it to others. */
    public static void directory(Path directory) throws IOException {
        Files.createDirectories(directory);
        if (onlyOurs(directory)) {
            close(directory, DIRECTORY);
        } else {
            LOG.warn(
                    "The journal directory {} has other files, so its own permissions stay as they are; the journal's"
                            + " files are closed to other users. Give the journal a directory of its own.",
                    directory.toAbsolutePath());
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, PrivateFiles::isOurs)) {
            for (Path file : files) {
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    close(file, FILE);
                }
            }
        }
    }

    /** Makes an empty file that only its owner reads; leaves one that is there. */
    public static void create(Path file) throws IOException {
        try {
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(file, PosixFilePermissions.asFileAttribute(FILE));
            } else {
                Files.createFile(file);
            }
            close(file, FILE); // a umask may have taken the owner's rights, too
        } catch (FileAlreadyExistsException e) {
            LOG.trace("{} is there", file);
        }
    }

    private static boolean onlyOurs(Path directory) throws IOException {
        try (DirectoryStream<Path> others = Files.newDirectoryStream(
                directory,
                file -> !isOurs(file) && !file.getFileName().toString().equals("lost+found"))) {
            return !others.iterator().hasNext();
        }
    }

    private static boolean isOurs(Path file) {
        String name = file.getFileName().toString();
        return name.equals("lock") || name.startsWith("journal.");
    }

    private static void close(Path file, Set<PosixFilePermission> to) {
        try {
            if (!Files.getPosixFilePermissions(file).equals(to)) {
                Files.setPosixFilePermissions(file, to);
            }
        } catch (IOException e) {
            // a volume's root may belong to another user and be shared with this one by its group
            LOG.debug("The permissions of {} stay as they are", file, e);
        } catch (UnsupportedOperationException e) {
            LOG.trace("{} is on a file system without such permissions", file, e);
        }
    }
}
