package io.github.tektoncourier.kamelet;

import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedCamelContext;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of sink Kamelets that may be secret and that Camel does not know as such. Its start summary shows the
 * parameters of each Kamelet in use.
 */
public final class SecretParameters {

    private static final String NAMES = "url,webhookUrl,bearerToken,oauth2TokenUrl,oauth2ClientSecret,"
            + "signingSecret,keyStorePassword,trustStorePassword";

    private SecretParameters() {}

    /** Has a context mask them, beside what it masks already. */
    public static void maskIn(@Nullable CamelContext context) {
        if (context == null) {
            return;
        }
        ExtendedCamelContext extension = context.getCamelContextExtension();
        String known = extension.getAdditionalSensitiveKeywords();
        if (known == null || known.isBlank()) {
            extension.setAdditionalSensitiveKeywords(NAMES);
        } else if (!known.contains(NAMES)) {
            extension.setAdditionalSensitiveKeywords(known + "," + NAMES);
        }
    }
}
