package io.github.tektoncourier.routes.check.kamelet;

import io.github.tektoncourier.text.LogText;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks {@code host:port} where an address or a list of brokers has it. */
public final class HostPorts {

    private static final Pattern BROKER = Pattern.compile("(?:\\[[0-9A-Fa-f.:]+]|[A-Za-z0-9._-]+):([0-9]{1,9})");
    private static final Pattern AUTHORITY = Pattern.compile("(?i)https?:(?://)?(?:[^/?#]*@)?([^/?#@]*)(?:[/?#].*)?");
    private static final Pattern PORT = Pattern.compile(".*[^:]:([0-9]+)", Pattern.DOTALL);
    private static final int HIGHEST = 65_535;
    private static final int DIGITS = 9;

    private HostPorts() {}

    /**
     * What is wrong with a comma list of brokers; empty where nothing is.
     *
     * @param option its name, for the message
     */
    public static Optional<String> brokers(String option, String servers) {
        for (String server : servers.split(",", -1)) {
            String shown = LogText.line(server.strip().replaceFirst("^.*@", ""), 60);
            Matcher broker = BROKER.matcher(server.strip());
            if (!broker.matches()) {
                return Optional.of(option + " takes host:port, several separated by commas, without a scheme. Correct "
                        + (shown.isEmpty() ? "the one that is empty" : shown) + ".");
            }
            if (!inRange(broker.group(1))) {
                return Optional.of("The port in " + shown + " of " + option + " must be from 1 to 65535. Correct it.");
            }
        }
        return Optional.empty();
    }

    /** Whether the port of an HTTP address, if it has one, is none that there can be. */
    public static boolean wrongPort(String uri) {
        Matcher authority = AUTHORITY.matcher(uri);
        Matcher port = authority.matches() ? PORT.matcher(authority.group(1)) : null;
        return port != null && port.matches() && !inRange(port.group(1));
    }

    private static boolean inRange(String port) {
        int number = port.length() > DIGITS ? Integer.MAX_VALUE : Integer.parseInt(port);
        return number >= 1 && number <= HIGHEST;
    }
}
