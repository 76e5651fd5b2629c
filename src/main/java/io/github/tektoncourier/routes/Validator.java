package io.github.tektoncourier.routes;

import io.github.tektoncourier.routes.check.file.Problem;
import io.github.tektoncourier.routes.check.file.RouteFile;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Checks sink files as the service does before it starts them. Starts none, unless asked to. */
public final class Validator {

    private static final Pattern SINK = Pattern.compile("(?m)^\\s*(- )?\\s*(route|from):");

    private final SinkFiles sinks;

    /** @param sinks of a context that runs nothing */
    public Validator(SinkFiles sinks) {
        this.sinks = sinks;
    }

    /**
     * What was found.
     *
     * @param files how many were checked
     * @param problems in the order of files and lines
     */
    public record Report(int files, List<Problem> problems) {

        /** How many of them refuse a file. */
        public long errors() {
            return problems.stream().filter(Problem::error).count();
        }

        /** How many of them do not. */
        public long warnings() {
            return problems.size() - errors();
        }
    }

    /**
     * Checks files and the files of folders.
     *
     * @throws IOException when one of them is not there or cannot be listed
     */
    public Report validate(List<Path> paths) throws IOException {
        return validate(paths, false);
    }

    /**
     * Checks files and the files of folders, and starts those that nothing is wrong with.
     *
     * @throws IOException when one of them is not there or cannot be listed
     */
    public Report start(List<Path> paths) throws IOException {
        return validate(paths, true);
    }

    private Report validate(List<Path> paths, boolean starts) throws IOException {
        Map<String, RouteFile> files = new LinkedHashMap<>();
        List<Problem> problems = new ArrayList<>();
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                SinksFolder folder = new SinksFolder(path, false);
                SinksFolder.Look look = folder.look();
                files.putAll(look.files());
                problems.addAll(look.unreadable().values());
                folder.passedOver().forEach((file, why) -> passedOver(file, why, problems));
            } else {
                one(path, files, problems);
            }
        }
        List<RouteFile> all =
                new ArrayList<>(SinkFiles.shipped().stream().filter(sinks::on).toList());
        all.addAll(files.values());
        List<Candidate> candidates = new ArrayList<>(sinks.check(all, beside(paths, files)));
        candidates.removeIf(candidate ->
                !candidate.on() && !files.containsKey(candidate.file().name()));
        Choice choice = Choice.among(candidates, List.of());
        candidates.forEach(candidate -> problems.addAll(candidate.problems()));
        choice.refused().forEach((file, found) -> found.stream()
                .filter(problem -> !problems.contains(problem))
                .forEach(problems::add));
        if (starts) {
            choice.accepted().forEach(candidate -> problems.addAll(sinks.start(candidate)));
        }
        problems.sort(Comparator.comparing(Problem::file).thenComparingInt(Problem::line));
        return new Report(files.size(), problems);
    }

    /** The other files in the folder of one that is checked alone: it may send to their routes by {@code direct:}. */
    private static List<RouteFile> beside(List<Path> paths, Map<String, RouteFile> files) throws IOException {
        Map<String, RouteFile> beside = new LinkedHashMap<>();
        for (Path path : paths) {
            RouteFile file = files.get(path.toString());
            if (file != null && file.content().contains("direct:")) {
                Path folder = Objects.requireNonNull(path.toAbsolutePath().getParent()); // a file has one
                beside.putAll(new SinksFolder(folder, false).look().files());
                beside.remove(path.toAbsolutePath().toString());
            }
        }
        beside.keySet().removeAll(files.keySet());
        return List.copyOf(beside.values());
    }

    private static void one(Path path, Map<String, RouteFile> files, List<Problem> problems) throws IOException {
        if (!path.getFileName().toString().endsWith(RouteFile.ENDING)) {
            problems.add(new Problem(path.toString(), 1, SinksFolder.WRONG_ENDING));
        }
        try {
            files.put(path.toString(), SinksFolder.read(path));
        } catch (CharacterCodingException e) {
            problems.add(SinksFolder.notUtf8(path));
        }
    }

    private static void folder(Path folder, String why, List<Problem> problems) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            if (files.anyMatch(file -> file.toString().endsWith(RouteFile.ENDING))) {
                problems.add(Problem.warning(folder.toString(), 0, why));
            }
        }
    }

    /** What looks like a sink file, and would be read by nothing. */
    private static void passedOver(Path path, String why, List<Problem> problems) {
        try {
            if (Files.isDirectory(path)) {
                folder(path, why, problems);
            } else if (Files.isRegularFile(path)
                    && SINK.matcher(Files.readString(path)).find()) {
                problems.add(new Problem(path.toString(), 1, why));
            }
        } catch (IOException e) {
            problems.add(SinksFolder.cannot(path, SinksFolder.reason(e)));
        }
    }
}
