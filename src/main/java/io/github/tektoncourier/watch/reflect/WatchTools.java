package io.github.tektoncourier.watch.reflect;

import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.watch.api.ApiServer;
import io.github.tektoncourier.watch.api.Resource;
import java.time.Clock;
import java.util.random.RandomGenerator;

/** What a watcher works with: the scope's resource, the API server, what is known, and the hand-over of what is found. */
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
