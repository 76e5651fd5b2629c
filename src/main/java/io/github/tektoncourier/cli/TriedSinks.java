package io.github.tektoncourier.cli;

import io.github.tektoncourier.Settings;
import io.github.tektoncourier.StartException;
import io.github.tektoncourier.offline.OfflineCourier;
import io.github.tektoncourier.run.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What commands that try sink files are given: files, a subscription, runs. */
final class TriedSinks {

    private TriedSinks() {}

    /**
     * The files and folders that are meant.
     *
     * @throws StartException when one of them is not there
     */
    static List<Path> paths(List<Path> given, Settings settings) {
        List<Path> wanted = given.isEmpty() ? List.of(settings.path("courier.sinks")) : given;
        for (Path path : wanted) {
            if (!Files.exists(path)) {
                throw StartException.wrongUse(path + ": there is no such file or folder. Name it by --sinks.");
            }
        }
        return wanted;
    }

    /** @throws StartException when no file that runs has the subscription */
    static void check(OfflineCourier courier, String subscription) {
        List<String> all = courier.subscriptions();
        if (!all.contains(subscription)) {
            throw StartException.wrongUse("No file that runs subscribes as " + subscription + ". These do: "
                    + (all.isEmpty() ? "none" : String.join(", ", all)) + ".");
        }
    }

    /**
     * The runs of a file.
     *
     * @throws StartException when something in it is no run
     */
    static List<Run> runs(String file) {
        List<Run> runs = new ArrayList<>();
        new RunFiles(problem -> {
                    throw StartException.wrongUse(problem);
                })
                .read(file, (name, run) -> runs.add(run));
        return runs;
    }
}
