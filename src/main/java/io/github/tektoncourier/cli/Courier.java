package io.github.tektoncourier.cli;

import io.github.tektoncourier.StartException;
import io.github.tektoncourier.text.Credentials;
import io.github.tektoncourier.text.MaskedOutput;
import io.github.tektoncourier.text.Secrets;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.Security;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program: {@code ./courier COMMAND}. Results go to stdout, logs to stderr. */
@Command(
        name = "courier",
        mixinStandardHelpOptions = true,
        versionProvider = Courier.Version.class,
        description = "Carries every event of every Tekton run to HTTP, Kafka and Slack.",
        synopsisSubcommandLabel = "COMMAND",
        footer = "%nA sink file on its way: validate it, explain a run with it, test it, send-test it, run it.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:the answer is no (does not balance, not found, no run)",
            "2:wrong use",
            "3:the environment failed (port taken, journal locked, no cluster)"
        },
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            ValidateCommand.class,
            ExplainCommand.class,
            SinkTestCommand.class,
            SendTestCommand.class,
            EventsCommand.class,
            StatusCommand.class,
            DeadCommand.class,
            ReplayCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Courier implements Runnable {

    @Spec
    private CommandSpec spec;

    private Courier() {
        this.spec = CommandSpec.create();
    }

    public static void main(String[] args) {
        logByOurFile();
        Locale.setDefault(Locale.ROOT); // digits and case are the same on every machine, in what libraries print, too
        PrintWriter words = new PrintWriter(MaskedOutput.install(), true, StandardCharsets.UTF_8);
        lookNamesUpAnew();
        keepSecret(args, System.getenv());
        Thread.setDefaultUncaughtExceptionHandler((thread, e) ->
                LoggerFactory.getLogger(Courier.class).error("The thread {} ended", thread.getName(), e));
        System.exit(execute(words, args));
    }

    /** The jar names no log4j2.xml, because that would rule the log of every program that has the jar. */
    private static void logByOurFile() {
        String key = "log4j2.configurationFile";
        if (System.getProperty(key) == null && System.getenv("LOG4J_CONFIGURATION_FILE") == null) {
            System.setProperty(key, "classpath:tekton-courier-log4j2.xml");
        }
    }

    /** Before anything can quote them. */
    private static void keepSecret(String[] args, Map<String, String> environment) {
        Map<String, String> given = new HashMap<>(environment);
        for (String arg : args) {
            String pair = arg.replaceFirst("^--?[a-z-]+=(?=[^=]+=)", "");
            int equals = pair.indexOf('=');
            if (equals > 0) {
                given.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        given.remove("courier.run-url"); // each message shows it
        given.remove("COURIER_RUN_URL");
        Credentials.among(given, Secrets.ofProcess().owner("command line"));
    }

    /** A receiver that moves is found where it is, not where it was half a minute ago; what Java was told wins. */
    private static void lookNamesUpAnew() {
        String ttl = "networkaddress.cache.ttl";
        if (Security.getProperty(ttl) == null && System.getProperty("sun.net.inetaddr.ttl") == null) {
            Security.setProperty(ttl, "5");
        }
    }

    /** Runs one command and gives its exit code. */
    static int execute(String... args) {
        return execute(new PrintWriter(System.err, true, StandardCharsets.UTF_8), args);
    }

    private static int execute(PrintWriter words, String... args) {
        return new CommandLine(new Courier())
                .setErr(words)
                .setExecutionExceptionHandler(Courier::explain)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: a COMMAND is missing.");
    }

    private static int explain(Exception e, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
        if (e instanceof StartException start) {
            command.getErr().println("courier: " + start.getMessage());
            return start.exitCode();
        }
        throw e;
    }

    /** The jar knows its version. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Courier.class.getPackage().getImplementationVersion();
            return new String[] {"Tekton Courier " + (version == null ? "(from class files)" : version)};
        }
    }
}
