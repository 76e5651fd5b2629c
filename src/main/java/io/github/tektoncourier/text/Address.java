package io.github.tektoncourier.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What of an address is secret. Reads what is no URI, too: a secret in an address that is refused must not be told.
 *
 * @param host with the port
 * @param behindHost path with and without query and fragment, where there is more than a slash: libraries show queries anew
 * @param secrets to be masked everywhere: user info, query, values in it that are no plain words
 * @param words to be masked where the address's owner is told of: path, its segments, fragment
 */
record Address(String host, List<String> behindHost, List<String> secrets, List<String> words) {

    private static final int SHORTEST_SEGMENT = 6;
    private static final Set<String> CREDENTIALS = Set.of("sig", "code", "auth", "hmac", "hash");

    static Address of(String address) {
        int scheme = address.indexOf("://");
        String rest = scheme < 0 ? address.substring(colon(address)) : address.substring(scheme + 3);
        int authorityEnd = first(rest, "/?#");
        // an unescaped slash or question mark may stand in a password
        int at = rest.lastIndexOf(
                '@', authorityEnd == rest.length() ? rest.length() : Math.max(authorityEnd, hostAt(rest)));
        List<String> secrets = new ArrayList<>();
        if (at >= 0) {
            userInfo(rest.substring(0, at), secrets);
        }
        String behind = rest.substring(at + 1);
        int hostEnd = first(behind, "/?#");
        String host = behind.substring(0, hostEnd);
        String tail = behind.substring(hostEnd);
        int pathEnd = first(tail, "?#");
        List<String> words = new ArrayList<>();
        path(tail.substring(0, pathEnd), words);
        if (pathEnd < tail.length()) {
            String query = tail.substring(pathEnd);
            int fragment = first(query, "#");
            if (fragment > 0) {
                query(query.substring(1, fragment), secrets);
            }
            if (fragment < query.length()) {
                words.add(query.substring(fragment));
            }
        }
        String path = tail.substring(0, pathEnd);
        List<String> behindHost = host.isEmpty()
                ? List.of()
                : Stream.of(tail, path)
                        .filter(one -> one.length() > 1)
                        .distinct()
                        .toList();
        return new Address(host, behindHost, secrets, words);
    }

    /** Camel accepts {@code http:host/path}; what has no scheme at all begins with its host. */
    private static int colon(String address) {
        int colon = address.indexOf(':');
        return colon > 0
                        && address.substring(0, colon).matches("[A-Za-z][A-Za-z0-9+.-]*")
                        && !address.substring(colon + 1).matches("[0-9]{1,5}([/?#].*)?")
                ? colon + 1
                : 0;
    }

    /** The last at sign of the first segment that has one before any query, so that a path's own is left alone. */
    private static int hostAt(String rest) {
        int query = first(rest, "?#");
        int at = rest.indexOf('@');
        int slash = rest.indexOf('/');
        boolean inPassword =
                at > slash && slash >= 0 && rest.substring(0, slash).matches("[^:/]*:[^0-9/].*");
        return inPassword && at < query ? at : -1;
    }

    private static void userInfo(String userInfo, List<String> secrets) {
        secrets.add(userInfo);
        int colon = userInfo.indexOf(':');
        if (colon >= 0) {
            secrets.add(userInfo.substring(colon + 1));
            String user = userInfo.substring(0, colon);
            if (!PlainWords.isOwn(user)) {
                secrets.add(user);
            }
        }
    }

    private static void path(String path, List<String> words) {
        if (path.length() > 1) {
            words.add(path);
            for (String segment : path.split("/", -1)) {
                if (segment.length() >= SHORTEST_SEGMENT && !segment.contains("${")) {
                    words.add(segment);
                }
            }
        }
    }

    private static void query(String query, List<String> secrets) {
        if (query.indexOf('=') >= 0 || !PlainWords.isWord(query)) {
            secrets.add(query);
        }
        for (String parameter : query.split("[&;]", -1)) {
            int equals = parameter.indexOf('=');
            String value = parameter.substring(equals + 1);
            boolean credential = equals > 0 && isCredential(parameter.substring(0, equals), value);
            // a word such as production is taken out with its name only
            if (!value.matches("true|false|\\$\\{.*") && (credential || !PlainWords.isWord(value))) {
                secrets.add(value);
            }
        }
    }

    static boolean isCredential(String parameter, String value) {
        return Credentials.isSecret(parameter, value) || CREDENTIALS.contains(parameter.toLowerCase(Locale.ROOT));
    }

    private static int first(String text, String any) {
        for (int i = 0; i < text.length(); i++) {
            if (any.indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return text.length();
    }
}
