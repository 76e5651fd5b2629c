package io.github.tektoncourier.e2e;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Secrets that must not be read anywhere, and the ways in which they may be written. */
final class Canaries {

    private final Map<String, String> secrets = new LinkedHashMap<>();

    /** A secret of letters and digits, which may stand in an address. */
    String plain(String where) {
        return keep(where, "Cn" + Integer.toHexString(where.hashCode()) + "x" + where.length() + "Zz");
    }

    /** A secret with characters that each encoding writes in its own way. */
    String odd(String where) {
        return keep(where, plain(where + "'") + "<&\"%41+\\ü/>");
    }

    /** The same as far as a header of HTTP can carry it. */
    String oddInHeader(String where) {
        return keep(where, plain(where + "'") + "<&\"%41+\\/>");
    }

    /** A secret that another place makes. */
    void known(String where, String secret) {
        keep(where, secret);
    }

    private String keep(String where, String secret) {
        secrets.put(where, secret);
        return secret;
    }

    /** Which of them stand in a text, and how. */
    List<String> in(String text) {
        List<String> found = new ArrayList<>();
        secrets.forEach((where, secret) -> forms(secret).forEach((form, written) -> {
            int at = text.indexOf(written);
            if (at >= 0) {
                found.add(where + " (" + form + "): …"
                        + text.substring(Math.max(0, at - 150), Math.min(text.length(), at + 80)));
            }
        }));
        return found;
    }

    private static Map<String, String> forms(String secret) {
        Map<String, String> forms = new LinkedHashMap<>();
        forms.put("as it is", secret);
        forms.put("percent", URLEncoder.encode(secret, StandardCharsets.UTF_8).replace("+", "%20"));
        forms.put("form", URLEncoder.encode(secret, StandardCharsets.UTF_8));
        forms.put("JSON", secret.replace("\\", "\\\\").replace("\"", "\\\""));
        forms.put(
                "HTML",
                secret.replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace(">", "&gt;")
                        .replace("\"", "&quot;"));
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        for (int before = 0; before < 3; before++) {
            byte[] padded = new byte[before + bytes.length];
            System.arraycopy(bytes, 0, padded, before, bytes.length);
            String encoded = Base64.getEncoder().withoutPadding().encodeToString(padded);
            forms.put("Base64 +" + before, encoded.substring(before == 0 ? 0 : before + 1, encoded.length() - 2));
        }
        return forms;
    }
}
