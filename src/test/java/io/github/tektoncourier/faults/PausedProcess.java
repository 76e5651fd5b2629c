package io.github.tektoncourier.faults;

import java.io.IOException;

/** The courier's process under SIGSTOP, as when a machine sleeps or a node is frozen. */
final class PausedProcess {

    private PausedProcess() {}

    static void pause(PairWorld world, int millis) throws IOException, InterruptedException {
        long pid = world.trial.running().pid();
        signal("STOP", pid);
        Thread.sleep(millis);
        signal("CONT", pid);
    }

    /** A process that ended meanwhile is not there any more, and no other has its number so soon. */
    private static void signal(String name, long pid) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(pid))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
