package io.github.tektoncourier.routes.rotate;

import io.github.tektoncourier.kamelet.tls.TlsStores;
import io.github.tektoncourier.routes.check.file.RouteFile;
import io.github.tektoncourier.routes.check.kamelet.KameletUse;
import io.github.tektoncourier.routes.check.placeholder.Placeholders;
import io.github.tektoncourier.text.LogText;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.camel.spi.PropertiesComponent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks after the values of the sink files that run. Files are read every other look, the API server every thirtieth. */
public final class FileRotation {

    private static final Logger LOG = LoggerFactory.getLogger(FileRotation.class);
    private static final String MOUNTED = "camel.kubernetes-config.mount-path-secrets";
    private static final String MOUNTED_MAPS = "camel.kubernetes-config.mount-path-configmaps";
    private static final int FILES = 2;
    private static final int API = 30;

    private final Placeholders placeholders;
    private final PropertiesComponent properties;
    private final Rotation rotation = new Rotation();
    private final Map<String, Running> running = new TreeMap<>();
    private int looks;

    public FileRotation(Placeholders placeholders, PropertiesComponent properties) {
        this.placeholders = placeholders;
        this.properties = properties;
    }

    /** A file that runs, and its files of keys and certificates. */
    private record Running(RouteFile file, List<Path> stores) {}

    /** The values with which a file would be started now. */
    public LiveValues read(RouteFile file, Collection<KameletUse> uses) {
        return LiveValues.read(file.content(), placeholders, stores(uses), key -> true);
    }

    private static List<Path> stores(Collection<KameletUse> uses) {
        List<Path> stores = new ArrayList<>();
        for (KameletUse use : uses) {
            Stream.of("keyStore", "trustStore")
                    .flatMap(name -> use.text(name).stream())
                    .forEach(text -> {
                        try {
                            stores.addAll(TlsStores.files(text));
                        } catch (InvalidPathException e) {
                            LOG.debug("No path: the check says so", e);
                        }
                    });
        }
        return stores;
    }

    /** A file runs with the values that were read for it. */
    public void started(RouteFile file, LiveValues values) {
        rotation.started(file.name(), values);
        List<Path> stores = Stream.concat(values.present().keySet().stream(), values.missing().stream())
                .filter(key -> !key.startsWith("{{"))
                .map(Path::of)
                .toList();
        if (values.equals(LiveValues.NONE)) {
            running.remove(file.name()); // nothing to look after
        } else {
            running.put(file.name(), new Running(file, stores));
        }
    }

    /** A file does not run any more. */
    public void ended(RouteFile file) {
        rotation.ended(file.name());
        running.remove(file.name());
    }

    /** Names of files whose values changed and rest. */
    public Set<String> look() {
        looks++;
        Set<String> rotated = new TreeSet<>();
        if (looks % FILES != 0) {
            return rotated;
        }
        boolean api = looks % API == 0;
        running.values().forEach(one -> {
            LiveValues now =
                    LiveValues.read(one.file().content(), placeholders, one.stores(), key -> api || local(key));
            Set<String> changed = rotation.look(one.file().name(), now);
            if (!changed.isEmpty()) {
                LOG.info(
                        "Sink {} is started anew, because these values changed: {}",
                        LogText.quoted(one.file().name()),
                        LogText.line(String.join(", ", changed), 300));
                rotated.add(one.file().name());
            }
        });
        return rotated;
    }

    /** Whether a value is read from a file and not asked for at the API server. */
    private boolean local(String key) {
        if (key.contains("file:")) {
            return true;
        }
        return properties
                .resolveProperty(key.contains("secret:") ? MOUNTED : MOUNTED_MAPS)
                .isPresent();
    }

    /** What is gone and goes on with its last value, one line each. */
    public Set<String> missing() {
        return rotation.missing();
    }
}
