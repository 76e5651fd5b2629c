package io.github.tektoncourier.watch.api;

import java.time.Duration;

/** Opens a watch to see whether the API server keeps it open. */
public final class WatchProbe {
    private static final int SECONDS = 5;

    private WatchProbe() {}

    /**
     * Whether a watch from this version says something, or is still open after the patience.
     *
     * @param patience at most 4 seconds, or the watch ends by its own timeout
     * @throws ApiException when the watch cannot be opened or its connection breaks
     */
    public static boolean staysOpen(ApiServer api, Resource resource, String version, Duration patience)
            throws ApiException, InterruptedException {
        try (ApiStream stream = api.watch(resource, version, SECONDS)) {
            return stream.next(0, patience) != null;
        } catch (ApiException e) {
            if (e.kind() == ApiException.Kind.SILENT) {
                return true;
            }
            throw e;
        }
    }
}
