package io.github.tektoncourier;

import io.github.tektoncourier.journal.camel.FailoverTargets;
import io.github.tektoncourier.offline.OfflineCourier;
import io.github.tektoncourier.offline.SentRequest;
import io.github.tektoncourier.routes.SinkFiles;
import io.github.tektoncourier.routes.Validator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Properties;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;

/** Sink files started with the Camel that the service would have, and with recorders in the place of all that is outside. */
public final class SinkTrial implements AutoCloseable {

    private final CamelMain main;
    private final OfflineCourier courier;
    private Validator.Report report = new Validator.Report(0, List.of());

    private SinkTrial(CamelMain main, OfflineCourier courier) {
        this.main = main;
        this.courier = courier;
    }

    /**
     * Checks files and the files of folders, and starts those that nothing is wrong with.
     *
     * @throws StartException when a path is not there, or Camel does not start with these settings
     */
    public static SinkTrial start(Settings settings, List<Path> paths) {
        return start(settings, paths, OfflineCourier::addTo);
    }

    /**
     * The same, but what the routes send really goes out.
     *
     * @param answers takes what was answered
     * @throws StartException when a path is not there, or Camel does not start with these settings
     */
    public static SinkTrial startSending(Settings settings, List<Path> paths, Consumer<SentRequest> answers) {
        return start(settings, paths, (courier, context) -> courier.addSendingTo(context, answers));
    }

    private static SinkTrial start(
            Settings settings, List<Path> paths, BiConsumer<OfflineCourier, CamelContext> network) {
        SinkTrial trial = start(settings, network);
        boolean loaded = false;
        try {
            trial.load(settings, paths);
            loaded = true;
            return trial;
        } finally {
            if (!loaded) {
                trial.close();
            }
        }
    }

    /**
     * Starts without a file.
     *
     * @throws StartException when Camel does not start with these settings
     */
    public static SinkTrial start(Settings settings) {
        return start(settings, OfflineCourier::addTo);
    }

    private static SinkTrial start(Settings settings, BiConsumer<OfflineCourier, CamelContext> network) {
        CamelMain main = new CamelMain(settings);
        OfflineCourier courier = new OfflineCourier();
        main.bind("clock", Clock.systemUTC());
        boolean started = false;
        try {
            main.init();
            network.accept(courier, main.getCamelContext());
            main.getCamelContext().getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
            FailoverTargets.addTo(main.getCamelContext());
            main.start();
            started = true;
            return new SinkTrial(main, courier);
        } catch (StartException e) {
            throw e;
        } catch (Exception e) {
            throw StartException.environment("Camel did not start: " + e.getMessage());
        } finally {
            if (!started) {
                main.stop();
            }
        }
    }

    /**
     * Takes other files in the place of those that run, with settings of their own: starting Camel anew for each would
     * cost more than all the rest. Settings that Camel itself reads stay as they were at the start.
     *
     * @throws StartException when a path is not there
     */
    public Validator.Report load(Settings settings, List<Path> paths) {
        courier.unload();
        Properties properties = new Properties();
        properties.putAll(settings.all());
        main.getCamelContext().getPropertiesComponent().setOverrideProperties(properties);
        try {
            report = courier.load(new SinkFiles(main.getCamelContext(), settings.all()), paths);
            return report;
        } catch (IOException e) {
            throw StartException.wrongUse("Cannot read " + e.getMessage() + ". Check the path.");
        }
    }

    /** What is wrong with the files. Those with errors do not run. */
    public Validator.Report report() {
        return report;
    }

    /** The routes of the files that run. */
    public OfflineCourier courier() {
        return courier;
    }

    @Override
    public void close() {
        main.stop();
    }
}
