package io.github.tektoncourier.routes;

import static io.github.tektoncourier.routes.check.file.YamlNodes.child;
import static io.github.tektoncourier.routes.check.file.YamlNodes.text;

import io.github.tektoncourier.routes.check.file.RouteFile;
import io.github.tektoncourier.routes.check.file.YamlNodes;
import io.github.tektoncourier.routes.check.kamelet.KameletRules;
import io.github.tektoncourier.text.Credentials;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Finds where a sink file sends a token or password over plain {@code http:} to another machine. */
final class ClearText {

    private static final Pattern HTTP =
            Pattern.compile("(?i)http:(?://)?(?:([^/?#]*)@)?(\\[[^]]*]|[^/?#:]*)(?::[^/?#]*)?(?:[/?#].*)?");
    private static final Pattern LOOPBACK = Pattern.compile("(?i)localhost|.+\\.localhost|127(\\.[0-9]+){3}|\\[::1]");
    private static final Pattern OPTION = Pattern.compile("[?&]([A-Za-z0-9_.-]+)=([^&]*)");
    private static final Set<String> SENDS = Set.of("to", "toD", "enrich", "poll", "pollEnrich");

    private final FileValues values;
    private final KameletRules kamelets;
    private final Set<String> hosts = new TreeSet<>();

    /** Reads a file that was found sound. */
    ClearText(RouteFile file, FileValues values, KameletRules kamelets) {
        this.values = values;
        this.kamelets = kamelets;
        if (YamlNodes.read(file).orElse(null) instanceof SequenceNode routes) {
            routes.getValue().forEach(this::route);
        }
    }

    /** The hosts that get a credential unencrypted. */
    Set<String> hosts() {
        return hosts;
    }

    private void route(Node route) {
        Steps steps = new Steps(new LinkedHashSet<>());
        walk(route, "", steps);
        if (steps.credential) {
            hosts.addAll(steps.plain);
        }
    }

    /** What is seen of a route: hosts of plain steps, and whether a header has a credential, which all of these get. */
    private static final class Steps {

        private final Set<String> plain;
        private boolean credential;

        Steps(Set<String> plain) {
            this.plain = plain;
        }
    }

    private void walk(Node node, String key, Steps steps) {
        if (node instanceof SequenceNode list) {
            list.getValue().forEach(one -> walk(one, key, steps));
        } else if (node instanceof MappingNode map) {
            String header = text(child(map, "name"));
            steps.credential |=
                    (key.equals("setHeader") || key.equals("headers")) && header != null && Credentials.named(header);
            if (SENDS.contains(key)) {
                send(text(child(map, "uri")), child(map, "parameters"), steps);
            }
            for (NodeTuple tuple : map.getValue()) {
                String name = text(tuple.getKeyNode());
                walk(tuple.getValueNode(), name == null ? "" : name, steps);
            }
        } else if (SENDS.contains(key)) {
            send(text(node), null, steps);
        }
    }

    private void send(@Nullable String uri, @Nullable Node given, Steps steps) {
        if (uri == null) {
            return;
        }
        String filled = filled(uri);
        Map<String, String> parameters = parameters(filled, given);
        if (filled.startsWith("kamelet:")) {
            Set<String> passwords = kamelets.passwords(filled.substring(8).replaceAll("[/?].*", ""));
            boolean credential = parameters.entrySet().stream()
                    .anyMatch(one -> passwords.contains(one.getKey()) && isSecret(one.getValue()));
            parameters.values().forEach(value -> host(value, credential));
        } else {
            boolean credential = parameters.entrySet().stream()
                    .anyMatch(one -> Credentials.named(one.getKey()) && isSecret(one.getValue()));
            host(filled, credential).ifPresent(steps.plain::add);
        }
    }

    private Optional<String> host(String address, boolean credential) {
        Matcher http = HTTP.matcher(address.strip());
        if (!http.matches()
                || http.group(2).isEmpty()
                || LOOPBACK.matcher(http.group(2)).matches()) {
            return Optional.empty();
        }
        if (credential || http.group(1) != null) {
            hosts.add(http.group(2));
        }
        return Optional.of(http.group(2));
    }

    /** An address is no password, even where its format is one; what has no value is left out by Camel. */
    private static boolean isSecret(String value) {
        return !value.isBlank() && !value.contains("{{") && !value.matches("(?is)[a-z][a-z0-9+.-]*://.*");
    }

    private Map<String, String> parameters(String uri, @Nullable Node given) {
        Map<String, String> parameters = new LinkedHashMap<>();
        OPTION.matcher(uri).results().forEach(option -> parameters.put(option.group(1), option.group(2)));
        if (given instanceof MappingNode map) {
            for (NodeTuple tuple : map.getValue()) {
                String name = text(tuple.getKeyNode());
                String value = text(tuple.getValueNode());
                if (name != null && value != null) {
                    parameters.put(name, filled(value));
                }
            }
        }
        return parameters;
    }

    private String filled(String text) {
        return FileValues.filled(text, values.in(text));
    }
}
