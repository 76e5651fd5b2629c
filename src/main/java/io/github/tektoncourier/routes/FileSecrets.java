package io.github.tektoncourier.routes;

import io.github.tektoncourier.routes.check.file.RouteFile;
import io.github.tektoncourier.routes.check.file.YamlNodes;
import io.github.tektoncourier.routes.check.kamelet.KameletRules;
import io.github.tektoncourier.text.CredentialShapes;
import io.github.tektoncourier.text.Credentials;
import io.github.tektoncourier.text.Owner;
import io.github.tektoncourier.text.PlainWords;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Finds the secrets of a sink file, those that its placeholders bring included, whether or not the file is sound. */
final class FileSecrets {

    private static final Pattern ADDRESS = Pattern.compile("(?i)\\b[a-z][a-z0-9+.-]{1,20}://[^\\s\"'<>|]+");
    private static final Pattern HTTP = Pattern.compile("(?i)(?:https?|wss?|ftps?):(?!//)[^\\s\"'<>|]+");
    private static final Pattern OPTION = Pattern.compile("[?&]([A-Za-z0-9_.-]+)=(RAW\\([^)]*\\)|RAW\\{[^}]*}|[^&]*)");
    private static final Pattern SCHEME = Pattern.compile("(?i)[a-z][a-z0-9+.-]{0,20}:/*");
    private static final Pattern UNFILLED = Pattern.compile("\\{\\{[^{}]*}}");
    private static final Pattern LINE = Pattern.compile("([\\w.-]+)[\"']?\\s*[:=]\\s*[\"']?([^\"'\\s,}]+)");
    private static final Pattern SECRET_FUNCTION =
            Pattern.compile("(?i)(secret|file|aws|gcp|azure|hashicorp|ibm|cyberark|springcloud)[a-z-]*:.*");
    /** Begins secrets of Standard Webhooks. */
    private static final String SIGNING = "whsec_";

    private static final Set<String> HEADERS = Set.of("setHeader", "setHeaders", "headers");
    private static final Set<String> NAMED =
            Set.of("setVariable", "setVariables", "variables", "setProperty", "setProperties");
    private static final Set<String> NO_VALUES = Set.of("name", "id", "description", "trim", "resultType");
    private static final Set<String> LANGUAGES = Set.of("expression", "simple", "constant", "jq", "body");

    private final Owner owner;
    private final FileValues values;
    private final KameletRules kamelets;

    private FileSecrets(Owner owner, FileValues values, KameletRules kamelets) {
        this.owner = owner;
        this.values = values;
        this.kamelets = kamelets;
    }

    /** Gives the owner what is secret in a file. */
    static void find(RouteFile file, Owner owner, FileValues values, KameletRules kamelets) {
        FileSecrets secrets = new FileSecrets(owner, values, kamelets);
        try {
            YamlNodes.read(file).ifPresent(root -> secrets.walk(root, "", new Place(false, false, false, Set.of())));
        } catch (YamlEngineException | StackOverflowError e) {
            secrets.lines(file.content()); // what is wrong with it is told by SinkRules
        }
    }

    /**
     * Where a value stands.
     *
     * @param header below a step that sets headers
     * @param named below a step that sets what has a name, as headers have
     * @param credential below a name of a credential
     * @param passwords parameters of the Kamelet that is called here which are secret
     */
    private record Place(boolean header, boolean named, boolean credential, Set<String> passwords) {}

    private void walk(Node node, String key, Place place) {
        if (node instanceof SequenceNode list) {
            list.getValue().forEach(one -> walk(one, key, place));
        } else if (node instanceof MappingNode map) {
            Set<String> passwords = passwords(map, place);
            boolean credential = place.credential() || (place.named() && Credentials.named(text(map, "name")));
            for (NodeTuple tuple : map.getValue()) {
                String name = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
                boolean header = HEADERS.contains(name)
                        && !(tuple.getValueNode() instanceof ScalarNode); // else a Kamelet's parameter with their names
                walk(
                        tuple.getValueNode(),
                        name,
                        new Place(
                                place.header() || header,
                                place.named() || header || NAMED.contains(name),
                                credential,
                                passwords));
            }
        } else if (node instanceof ScalarNode scalar) {
            value(scalar.getValue(), key, place);
        }
    }

    private Set<String> passwords(MappingNode map, Place place) {
        String uri = text(map, "uri");
        return uri.startsWith("kamelet:")
                ? kamelets.passwords(uri.substring("kamelet:".length()).replaceAll("[/?].*", ""))
                : place.passwords();
    }

    private void value(String text, String key, Place place) {
        Map<String, String> placeholders = values.in(text);
        String filled = FileValues.filled(text, placeholders);
        boolean secret = place.passwords().contains(key)
                || (place.credential() && !NO_VALUES.contains(key))
                || (Credentials.isSecret(key, filled) && !HEADERS.contains(key));
        placeholders.forEach((placeholder, value) -> {
            boolean mounted =
                    SECRET_FUNCTION.matcher(FileValues.key(placeholder)).matches();
            if (mounted || secret || place.header() || Credentials.isSecret(FileValues.key(placeholder), value)) {
                secret(value, mounted);
            } else if (LANGUAGES.contains(key)) {
                owner.local(value);
            }
        });
        if (secret) {
            secret(place.credential() ? filled.replaceFirst("^[A-Za-z]+ +", "") : filled, false);
        }
        CredentialShapes.in(filled).forEach(found -> owner.secret(found.secret()));
        addresses(filled);
        pairs(filled, key, secret);
        OPTION.matcher(filled).results().forEach(option -> {
            if (Credentials.isSecret(option.group(1), option.group(2))
                    || place.passwords().contains(option.group(1))) {
                secret(option.group(2).replaceAll("^RAW[({]|[)}]$", ""), false);
            }
        });
    }

    /** Of a login configuration, or of JSON that is written out. */
    private void pairs(String text, String key, boolean certainly) {
        if (NO_VALUES.contains(key)) {
            return;
        }
        LINE.matcher(text).results().forEach(pair -> {
            String value = pair.group(2).replaceAll(";$", "");
            boolean expression = value.startsWith("${") || value.startsWith("{{");
            if (!expression && Credentials.isSecret(pair.group(1), value) && (certainly || !PlainWords.isWord(value))) {
                secret(value, false);
            }
        });
    }

    /** Of an address that is no Secret's value the host is no secret. */
    private void secret(String value, boolean whole) {
        if (UNFILLED.matcher(value.strip()).matches()
                || SCHEME.matcher(value.strip()).matches()) {
            return; // a placeholder without a value, which messages name; an address of which nothing is there
        }
        boolean address = ADDRESS.matcher(value.strip()).matches();
        if (address) {
            owner.address(value);
        }
        if (whole || !address) {
            owner.secret(value);
            signing(value);
        }
    }

    /** Of two secrets in one value each is one, and so is the key without the prefix that all have. */
    private void signing(String value) {
        for (String part : value.split("\\s+", -1)) {
            if (part.startsWith(SIGNING)) {
                owner.secret(part);
                owner.secret(part.substring(SIGNING.length()));
            }
        }
    }

    private void addresses(String text) {
        ADDRESS.matcher(text).results().forEach(match -> owner.address(match.group()));
        Matcher http = HTTP.matcher(text);
        if (http.lookingAt()) {
            owner.address(http.group());
        }
    }

    /** Of what is no YAML. */
    private void lines(String content) {
        values.in(content).forEach((placeholder, value) -> {
            String key = FileValues.key(placeholder);
            if (SECRET_FUNCTION.matcher(key).matches() || Credentials.isSecret(key, value)) {
                secret(value, true);
            } else {
                addresses(value);
                owner.local(value);
            }
        });
        addresses(content);
        LINE.matcher(content).results().forEach(match -> {
            if (Credentials.isSecret(match.group(1), match.group(2))) {
                secret(match.group(2), false);
            }
        });
    }

    private static String text(MappingNode map, String key) {
        for (NodeTuple tuple : map.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode name
                    && name.getValue().equals(key)
                    && tuple.getValueNode() instanceof ScalarNode value) {
                return value.getValue();
            }
        }
        return "";
    }
}
