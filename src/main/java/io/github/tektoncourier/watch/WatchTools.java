package io.github.tektoncourier.watch;

import io.github.tektoncourier.run.Known;
import java.time.Clock;
import java.util.random.RandomGenerator;

/** What a watcher works with: the scope's resource, who is asked, what is known, and who takes what is found. */
record WatchTools(
        ApiServer api,
        Resource resource,
        ClusterIdentity cluster,
        SameCluster sameCluster,
        History history,
        Known known,
        Announce announce,
        Handover handover,
        Pulse pulse,
        Clock clock,
        RandomGenerator random) {}
