package io.github.tektoncourier.egress;

import java.util.Set;

/** Ports that a webhook can be at: those of HTTP and the free ones, without those at which other services listen. */
final class PortRules {

    /** Fetch's bad ports (WHATWG), and those of databases and of Kubernetes itself, which a POST could disturb. */
    private static final Set<Integer> OTHER_SERVICES = Set.of(
            1719, 1720, 1723, 2049, 2375, 2376, 2379, 2380, 3306, 3659, 4045, 4190, 4194, 5060, 5061, 5432, 6000, 6379,
            6443, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 9200, 9300, 10080, 10250, 10255, 10256, 10257, 10259,
            11211, 27017);

    private PortRules() {}

    static boolean open(int port) {
        return port == 80 || port == 443 || (port >= 1024 && !OTHER_SERVICES.contains(port));
    }
}
