package io.github.tektoncourier.api;

import io.github.tektoncourier.journal.history.NamespaceScope;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The tokens of one version of the file: one a line, behind it optionally the namespaces that it is bound to. Empty lines and
 * those that begin with {@code #} say nothing.
 *
 * @param tokens in the order of the file
 * @param problems lines that are no tokens, without what stands in them
 */
record TokenFile(List<Token> tokens, List<String> problems) {

    static final int SHORTEST = 16;
    private static final int LONGEST = 512;
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");
    private static final Pattern BLANKS = Pattern.compile("[ \\t]+");

    /** One token; only its digest is compared, so that its length and its beginning make no difference in time. */
    @SuppressWarnings("ArrayRecordComponent") // compared by MessageDigest.isEqual alone
    record Token(String text, byte[] digest, ApiAccess access) {}

    /** Reads the file's text; a line that is wrong opens nothing, and the others do. */
    static TokenFile of(String text) {
        Map<String, Token> tokens = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        String[] lines = text.split("\\R", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i].strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            try {
                Token token = token(line, i + 1);
                if (tokens.putIfAbsent(token.text(), token) != null) {
                    tokens.put(token.text(), new Token("", new byte[0], token.access()));
                    problems.add("line " + (i + 1) + ": this token stands in an earlier line, too; neither is taken");
                }
            } catch (IllegalArgumentException e) {
                problems.add("line " + (i + 1) + ": " + e.getMessage());
            }
        }
        return new TokenFile(
                tokens.values().stream()
                        .filter(token -> !token.text().isEmpty())
                        .toList(),
                List.copyOf(problems));
    }

    private static Token token(String line, int number) {
        String[] words = BLANKS.split(line, -1);
        if (words.length > 2) {
            throw new IllegalArgumentException(
                    "more than a token and its namespaces; write TOKEN, or TOKEN team-a,team-b-* without blanks between"
                            + " the namespaces");
        }
        if (!TOKEN.matcher(words[0]).matches() || words[0].length() < SHORTEST || words[0].length() > LONGEST) {
            throw new IllegalArgumentException("a token has " + SHORTEST + " to " + LONGEST
                    + " visible ASCII characters; make one with: openssl rand -hex 32");
        }
        NamespaceScope visible = words.length == 1 ? NamespaceScope.ALL : NamespaceScope.of(words[1]);
        return new Token(words[0], digest(words[0]), new ApiAccess("of line " + number, visible));
    }

    /** What a token opens; every one is compared to its end. */
    Optional<ApiAccess> access(String presented) {
        byte[] digest = digest(presented);
        ApiAccess found = null;
        for (Token token : tokens) {
            if (MessageDigest.isEqual(token.digest(), digest)) {
                found = token.access();
            }
        }
        return Optional.ofNullable(found);
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
