package io.github.tektoncourier.watch.reflect;

import java.time.Clock;
import java.util.random.RandomGenerator;
import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.watch.api.ApiServer;
import io.github.tektoncourier.watch.api.Resource;

/** What a watcher works with: the scope's resource, who is asked, what is known, and who takes what is found. */
public record WatchTools(
        ApiServer api,
        Resource resource,
        ClusterIdentity cluster,
        SameCluster sameCluster,
        History history,
        Known known,
        Announce announce,
        Handover handover,
        WatchStatus status,
        Clock clock,
        RandomGenerator random) {}
