package io.github.tektoncourier.cli;

import io.github.tektoncourier.LastingService;
import io.github.tektoncourier.Settings;
import io.github.tektoncourier.StartException;
import io.github.tektoncourier.SteadyClock;
import io.github.tektoncourier.cluster.Cluster;
import io.github.tektoncourier.cluster.KubeconfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code courier run}: the service. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Watches the cluster and carries its runs' events to the sinks until it is told to stop.")
final class RunCommand implements Callable<Integer> {

    @Mixin
    private SettingsOptions options = new SettingsOptions();

    @Option(names = "--sinks", paramLabel = "DIR", description = "Folder of your *.camel.yaml files, one file a sink.")
    private @Nullable Path sinks;

    @Override
    public Integer call() throws InterruptedException {
        Map<String, String> more = new HashMap<>();
        if (sinks != null) {
            if (!Files.isDirectory(sinks)) {
                throw StartException.wrongUse(
                        "--sinks " + sinks + ": there is no such folder. Make it, or check the path.");
            }
            more.put("courier.sinks", sinks.toString());
        }
        Settings settings = options.load(more);
        Cluster cluster = cluster();
        LastingService service = LastingService.of(settings, cluster, SteadyClock.begin());
        Runtime.getRuntime().addShutdownHook(new Thread(service::close, "stop")); // it delivers before it has started
        service.begin();
        System.out.println("Watching " + cluster.address() + "; health and metrics on http://localhost:"
                + service.port() + "/observe/health");
        service.awaitStop();
        return 0;
    }

    private static Cluster cluster() {
        try {
            return Cluster.find(System.getenv(), Path.of(System.getProperty("user.home", "/")))
                    .orElseThrow(() -> StartException.environment(
                            "No cluster found: $KUBECONFIG is not set or names no file that exists, ~/.kube/config is"
                                    + " not there, and this is no pod. Set KUBECONFIG, or see it work without a cluster:"
                                    + " ./courier demo"));
        } catch (KubeconfigException e) {
            throw StartException.environment(String.valueOf(e.getMessage()));
        }
    }
}
