package io.github.tektoncourier.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.Settings;
import io.github.tektoncourier.SinkValidation;
import io.github.tektoncourier.StartException;
import io.github.tektoncourier.routes.Validator;
import io.github.tektoncourier.routes.check.file.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code courier validate}: what is wrong with sink files, before anything runs. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        description =
                "Checks sink files: all that the service would refuse, and what it would warn of. Needs no cluster and no"
                        + " network.",
        footerHeading = "%n",
        footer = {
            "One line each:  file:line: what is wrong. What to do.",
            "Values of placeholders come from --set, --properties and the environment, as in courier run.",
            "",
            "  courier validate sinks",
            "  courier validate --set team-a.url=https://ci.example.com/events sinks/team-a.camel.yaml",
            "",
            "Exit 1: at least one file would be refused. Warnings alone are exit 0."
        })
final class ValidateCommand implements Callable<Integer> {

    enum Output {
        text,
        json,
        github
    }

    @Mixin
    private SettingsOptions options = new SettingsOptions();

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text, json, or github (annotations of a workflow).")
    private Output output = Output.text;

    @Parameters(
            paramLabel = "PATH",
            arity = "0..*",
            description = "Sink files and folders; without one, courier.sinks.")
    private List<Path> paths = List.of();

    @Override
    public Integer call() throws JsonProcessingException {
        Settings settings = options.load(Map.of());
        List<Path> wanted = paths.isEmpty() ? List.of(settings.path("courier.sinks")) : paths;
        for (Path path : wanted) {
            if (!Files.exists(path)) {
                throw StartException.wrongUse(path + ": there is no such file or folder. Check the path.");
            }
        }
        Validator.Report report = SinkValidation.of(settings, wanted);
        switch (output) {
            case text -> report.problems().forEach(System.out::println);
            case json -> System.out.println(json(report));
            case github -> report.problems().forEach(problem -> System.out.println(github(problem)));
        }
        System.out.flush();
        System.err.println("courier: " + counted(report.files(), "file") + ", " + counted(report.errors(), "error")
                + ", " + counted(report.warnings(), "warning"));
        return report.errors() == 0 ? 0 : 1;
    }

    private static String counted(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private static String json(Validator.Report report) throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        root.put("files", report.files()).put("errors", report.errors()).put("warnings", report.warnings());
        ArrayNode problems = root.putArray("problems");
        for (Problem problem : report.problems()) {
            problems.addObject()
                    .put("file", problem.file())
                    .put("line", problem.line())
                    .put("severity", problem.severity().name().toLowerCase(Locale.ROOT))
                    .put("what", problem.what());
        }
        return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root);
    }

    /** As docs.github.com, "Workflow commands", has it: what ends a value is percent-encoded. */
    private static String github(Problem problem) {
        return "::" + problem.severity().name().toLowerCase(Locale.ROOT) + " file=" + property(problem.file())
                + (problem.line() > 0 ? ",line=" + problem.line() : "") + "::" + message(problem.what());
    }

    private static String message(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return message(text)
                .chars()
                .mapToObj(c -> c == ':' ? "%3A" : c == ',' ? "%2C" : Character.toString(c))
                .collect(Collectors.joining());
    }
}
