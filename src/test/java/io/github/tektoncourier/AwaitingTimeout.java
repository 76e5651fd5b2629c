package io.github.tektoncourier;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives conditions that name no timeout of their own more than Awaitility's ten seconds: several tests run at once on two
 * cores, and a condition that becomes true ends its wait at once.
 */
public final class AwaitingTimeout implements BeforeAllCallback {

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(40));
    }
}
