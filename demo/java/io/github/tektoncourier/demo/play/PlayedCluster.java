package io.github.tektoncourier.demo.play;

import io.github.tektoncourier.demo.Arguments;
import io.github.tektoncourier.demo.kube.EmbeddedCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The embedded cluster as a process of its own that plays the shipped recordings again and again. */
public final class PlayedCluster {
    private PlayedCluster() {}

    /**
     * Takes {@code --port 0 --speed 1 --kubeconfig FILE}, prints the cluster's address and plays until the process ends.
     * Speed 0 plays nothing: an empty cluster.
     */
    public static void main(String[] args) throws InterruptedException, IOException {
        Arguments arguments = new Arguments(args, Map.of("port", "0", "speed", "1", "kubeconfig", ""));
        EmbeddedCluster cluster = EmbeddedCluster.start(arguments.number("port"));
        if (!arguments.text("kubeconfig").isEmpty()) {
            Files.writeString(Path.of(arguments.text("kubeconfig")), cluster.kubeconfig());
        }
        System.out.println(cluster.url());
        double speed = Double.parseDouble(arguments.text("speed"));
        if (speed > 0) {
            new Player(cluster, speed).loop(() -> false);
        }
        Thread.currentThread().join();
    }
}
