package io.github.tektoncourier.routes.check.grammar;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** Which Camel is on board. */
public final class CamelVersion {

    private static final String POM = "META-INF/maven/org.apache.camel/camel-api/pom.properties";

    private CamelVersion() {}

    /** Such as {@code 4.18.0}; VERSION where the jar does not say. */
    public static String text() {
        try (InputStream in = CamelVersion.class.getClassLoader().getResourceAsStream(POM)) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "VERSION");
        } catch (IOException e) {
            return "VERSION";
        }
    }
}
