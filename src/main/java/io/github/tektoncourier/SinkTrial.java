package io.github.tektoncourier;

import io.github.tektoncourier.journal.camel.FailoverTargets;
import io.github.tektoncourier.offline.OfflineCourier;
import io.github.tektoncourier.routes.SinkFiles;
import io.github.tektoncourier.routes.Validator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;

/** Sink files started with the Camel that the service would have, and with recorders in the place of all that is outside. */
public final class SinkTrial implements AutoCloseable {

    private final CamelMain main;
    private final OfflineCourier courier;
    private final Validator.Report report;

    private SinkTrial(CamelMain main, OfflineCourier courier, Validator.Report report) {
        this.main = main;
        this.courier = courier;
        this.report = report;
    }

    /**
     * Checks files and the files of folders, and starts those that nothing is wrong with.
     *
     * @throws StartException when a path is not there, or Camel does not start with these settings
     */
    public static SinkTrial start(Settings settings, List<Path> paths) {
        CamelMain main = new CamelMain(settings);
        OfflineCourier courier = new OfflineCourier();
        main.bind("clock", Clock.systemUTC());
        boolean started = false;
        try {
            main.init();
            courier.addTo(main.getCamelContext());
            main.getCamelContext().getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
            FailoverTargets.addTo(main.getCamelContext());
            main.start();
            Validator.Report report = courier.load(new SinkFiles(main.getCamelContext(), settings.all()), paths);
            started = true;
            return new SinkTrial(main, courier, report);
        } catch (IOException e) {
            throw StartException.wrongUse("Cannot read " + e.getMessage() + ". Check the path.");
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
