package io.github.tektoncourier;

import io.github.tektoncourier.cluster.Cluster;
import io.github.tektoncourier.cluster.ConfigMapEvents;
import io.github.tektoncourier.registration.RegisteredConfigMaps;
import io.github.tektoncourier.registration.RegistrationDoors;
import io.github.tektoncourier.routes.RegisteredFiles;
import io.github.tektoncourier.routes.VerdictNotice;
import io.github.tektoncourier.text.Durations;
import io.github.tektoncourier.watch.api.ApiServer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Puts together what registers sink files in the cluster, as the settings open it. */
record SinkRegistration(RegisteredFiles files, VerdictNotice notice) {

    private static final String OWN = "courier.sinks.config-maps";
    private static final String EVENTS = "courier.sinks.kubernetes-events";
    private static final String TENANTS = "courier.tenants";
    private static final String JQ = "courier.tenants.jq";
    private static final String KEEP = "courier.tenants.keep";
    private static final String MOST = "courier.tenants.max-files";
    private static final String NAME = "[a-z0-9*?]([a-z0-9*?-]{0,61}[a-z0-9*?])?";
    private static final int MOST_NAMES = 100;
    private static final Duration SHORTEST = Duration.ofHours(25);

    /** Begins to watch where a door is open. */
    static SinkRegistration start(Settings settings, Cluster cluster, Clock clock) {
        RegistrationDoors doors = new RegistrationDoors(
                settings.get(OWN).equals("true") ? cluster.namespace() : "", settings.list(TENANTS), most(settings));
        if (doors.shut()) {
            return new SinkRegistration(RegisteredFiles.NONE, VerdictNotice.NONE);
        }
        RegisteredConfigMaps files = new RegisteredConfigMaps(doors);
        files.start(new ApiServer(cluster.client()), clock);
        return new SinkRegistration(files, notice(settings, cluster, clock));
    }

    private static VerdictNotice notice(Settings settings, Cluster cluster, Clock clock) {
        if (!settings.get(EVENTS).equals("true")) {
            return VerdictNotice.NONE;
        }
        ConfigMapEvents events = new ConfigMapEvents(cluster.client(), clock);
        return (file, verdict) -> events.tell(new ConfigMapEvents.Verdict(
                file.namespace(),
                file.configMap(),
                file.uid(),
                file.name(),
                switch (verdict.state()) {
                    case RUNNING -> "SinkRunning";
                    case REFUSED -> "SinkRefused";
                    case DOWN -> "SinkDown";
                },
                verdict.words(),
                verdict.state() != VerdictNotice.State.RUNNING));
    }

    /** @throws StartException when one of the settings cannot be */
    static void check(Settings settings) {
        for (String key : List.of(OWN, EVENTS, JQ)) {
            if (!settings.get(key).matches("true|false")) {
                throw StartException.wrongUse(key + "=" + settings.get(key) + " is neither true nor false.");
            }
        }
        List<String> tenants = settings.list(TENANTS);
        for (String name : tenants) {
            if (!name.matches(NAME)) {
                throw StartException.wrongUse(TENANTS + " names " + name
                        + ", which can be no namespace. Write names and globs, e.g. team-*, separated by commas.");
            }
        }
        if (tenants.size() > MOST_NAMES) {
            throw StartException.wrongUse(TENANTS + " has " + tenants.size() + " names, and at most " + MOST_NAMES
                    + " are watched one by one. Write a glob.");
        }
        int most = most(settings);
        Duration keep = keep(settings);
        assert most > 0 && !keep.isNegative();
    }

    /**
     * How long an event may wait for a tenant's subscription.
     *
     * @throws StartException when the setting is no duration, or shorter than a tenant's event may be tried
     */
    static Duration keep(Settings settings) {
        try {
            Duration keep = Durations.parse(KEEP, settings.get(KEEP));
            if (keep.compareTo(SHORTEST) >= 0) {
                return keep;
            }
        } catch (IllegalArgumentException e) {
            throw StartException.wrongUse(String.valueOf(e.getMessage()));
        }
        throw StartException.wrongUse(KEEP + "=" + settings.get(KEEP)
                + " is too short: a tenant's event may be tried for 24h. Write 25h or more.");
    }

    private static int most(Settings settings) {
        String text = settings.get(MOST);
        if (!text.matches("[1-9][0-9]{0,3}")) {
            throw StartException.wrongUse(MOST + "=" + text + " is no number from 1 to 9999.");
        }
        return Integer.parseInt(text);
    }
}
