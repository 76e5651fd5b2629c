package io.github.tektoncourier;

import io.github.tektoncourier.routes.SinkFiles;
import io.github.tektoncourier.routes.Validator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;

/** Checks sink files with the Camel that the service would have: without a cluster, a journal or a network. */
public final class SinkValidation {

    private SinkValidation() {}

    /**
     * Checks files and the files of folders.
     *
     * @throws StartException when a path is not there, or Camel does not start with these settings
     */
    public static Validator.Report of(Settings settings, List<Path> paths) {
        CamelMain main = new CamelMain(settings);
        try {
            main.init();
            main.getCamelContext().getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
            main.start();
            return new Validator(new SinkFiles(main.getCamelContext(), settings.all())).validate(paths);
        } catch (IOException e) {
            throw StartException.wrongUse("Cannot read " + e.getMessage() + ". Check the path.");
        } catch (StartException e) {
            throw e;
        } catch (Exception e) {
            throw StartException.environment("Camel did not start: " + e.getMessage());
        } finally {
            main.stop();
        }
    }
}
