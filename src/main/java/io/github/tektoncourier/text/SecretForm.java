package io.github.tektoncourier.text;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One way in which a secret may be written.
 *
 * @param text white space folded as {@link View#folded} does
 * @param kept how many of its first characters are no secret
 * @param base64 whether the characters around it are of the same encoding and go with it
 * @param standing where it counts
 */
record SecretForm(String text, int kept, boolean base64, Standing standing) {

    /** Where a form is taken for the secret. */
    enum Standing {
        ANYWHERE,
        /** Where it is no part of a longer name. */
        APART,
        /** Where it stands as a value, behind a name that is a credential's or behind an equals sign. */
        AS_VALUE
    }

    /** Each layer of encoding is one round of decoding. */
    static final int LAYERS = 3;

    private static final int SHORTEST_BASE64 = 6;
    private static final int SHORTEST_LINE = 10;
    private static final int SHORTEST_PART = 8;

    /** All forms of a value that are found in a decoded text. */
    static Set<SecretForm> of(String value) {
        Set<SecretForm> forms = new LinkedHashSet<>();
        for (String text : decoded(value)) {
            forms.add(new SecretForm(folded(text), 0, false, Standing.ANYWHERE));
        }
        value.lines()
                .filter(line -> line.strip().length() >= SHORTEST_LINE && line.length() < value.length())
                .forEach(line -> forms.add(new SecretForm(folded(line.strip()), 0, false, Standing.ANYWHERE)));
        for (String part : value.split("&", -1)) { // where Camel cuts a parameter off
            if (part.length() >= SHORTEST_PART && part.length() < value.length()) {
                forms.add(new SecretForm(folded(part), 0, false, Standing.ANYWHERE));
            }
        }
        base64(value, StandardCharsets.UTF_8, forms);
        if (!value.chars().allMatch(c -> c < 0x80)) {
            base64(value, StandardCharsets.ISO_8859_1, forms);
        }
        return forms;
    }

    /** A secret that is one only behind these first characters. */
    static SecretForm behind(String first, String value) {
        return new SecretForm(folded(first + value), first.length(), false, Standing.ANYWHERE);
    }

    /** A value of plain words, which may be part of a longer name that is no secret. */
    static Set<SecretForm> apart(String value) {
        return Set.of(new SecretForm(folded(value), 0, false, Standing.APART));
    }

    /** A secret that is a word of the program's own texts; its Base64 is no word. */
    static Set<SecretForm> asValue(String value) {
        Set<SecretForm> forms = new LinkedHashSet<>();
        forms.add(new SecretForm(folded(value), 0, false, Standing.AS_VALUE));
        base64(value, StandardCharsets.UTF_8, forms);
        return forms;
    }

    private static List<String> decoded(String value) {
        List<String> texts = new ArrayList<>();
        texts.add(value);
        @Nullable View view = View.of(value);
        for (int i = 0; i < LAYERS; i++) {
            view = view.decoded();
            if (view == null) {
                break;
            }
            texts.add(view.toString());
        }
        return texts;
    }

    /** What of the encoded value does not depend on what stands before and behind it, at each of three alignments. */
    private static void base64(String value, Charset charset, Set<SecretForm> forms) {
        byte[] bytes = value.getBytes(charset);
        for (int before = 0; before < 3; before++) {
            byte[] padded = new byte[before + bytes.length];
            System.arraycopy(bytes, 0, padded, before, bytes.length);
            int start = (before * 8 + 5) / 6;
            int end = padded.length * 8 / 6;
            if (end - start >= SHORTEST_BASE64) {
                for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
                    String text = encoder.encodeToString(padded).substring(start, end);
                    forms.add(new SecretForm(folded(text), 0, true, Standing.ANYWHERE));
                }
            }
        }
    }

    private static String folded(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        text.chars().forEach(c -> folded.append(View.folded((char) c)));
        return folded.toString();
    }
}
