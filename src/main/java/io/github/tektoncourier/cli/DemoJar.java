package io.github.tektoncourier.cli;

import io.github.tektoncourier.StartException;
import java.net.URISyntaxException;
import java.net.URL;
import java.security.CodeSource;
import org.jspecify.annotations.Nullable;

/** The jar of {@code courier demo}, which an installation may leave out. */
final class DemoJar {
    private static final String ENTRY = "/io/github/tektoncourier/demo/kube/EmbeddedCluster.class";

    private DemoJar() {}

    /**
     * Looks for the demo's classes without loading any.
     *
     * @throws StartException when they are missing, with the jar's name and its place
     */
    static void check() {
        if (DemoJar.class.getResource(ENTRY) == null) {
            throw StartException.environment("The demo is left out of this installation: there is no "
                    + place(DemoJar.class.getProtectionDomain().getCodeSource())
                    + ". Copy that jar from target/lib of a build of the same version (mvn -DskipTests package) and try"
                    + " again. No other command needs it.");
        }
    }

    /** The demo's jar stands in {@code lib} beside the program's own and has the same name with {@code -demo} behind. */
    private static String place(@Nullable CodeSource program) {
        String own = program == null ? "tekton-courier.jar" : path(program.getLocation());
        int name = own.lastIndexOf('/') + 1;
        return own.substring(0, name) + "lib/" + own.substring(name).replaceFirst("(\\.jar)?$", "-demo.jar");
    }

    private static String path(URL jar) {
        try {
            return jar.toURI().getPath();
        } catch (URISyntaxException e) {
            return jar.getPath();
        }
    }
}
