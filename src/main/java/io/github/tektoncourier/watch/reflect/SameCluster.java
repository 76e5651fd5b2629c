package io.github.tektoncourier.watch.reflect;

import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.run.KnownRun;
import io.github.tektoncourier.run.Scope;
import io.github.tektoncourier.watch.api.ApiException;
import io.github.tektoncourier.watch.api.ApiServer;
import io.github.tektoncourier.watch.api.Envelope;
import io.github.tektoncourier.watch.api.ErrorAnswer;
import io.github.tektoncourier.watch.api.Resource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Recognises the cluster that the ledger knows under another name: one of the runs that were told under that name is
 * there, with its UID, which no other cluster has. So a changed {@code courier.cluster} is no other cluster.
 */
public final class SameCluster {
    private static final int SAMPLE = 5;

    private final ApiServer api;
    private final Known known;
    private final Map<String, Boolean> answers = new HashMap<>();

    public SameCluster(ApiServer api, Known known) {
        this.api = api;
        this.known = known;
    }

    /** Asks the API server once for each name, by a few GETs of runs in the scope's namespaces. */
    synchronized boolean isKnownAs(String name, Scope scope) throws ApiException, InterruptedException {
        Boolean answer = answers.get(name);
        if (answer == null) {
            answer = sharesRuns(name, scope);
            answers.put(name, answer);
        }
        return answer;
    }

    private boolean sharesRuns(String name, Scope scope) throws ApiException, InterruptedException {
        for (Scope other : known.positions().keySet()) {
            if (!other.cluster().equals(name)) {
                continue;
            }
            Deque<KnownRun> latest = new ArrayDeque<>();
            known.live(other, run -> {
                if (scope.includes(run.namespace())) {
                    latest.addFirst(run);
                }
                if (latest.size() > SAMPLE) {
                    latest.removeLast();
                }
            });
            for (KnownRun run : latest) {
                if (isThere(run)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isThere(KnownRun run) throws ApiException, InterruptedException {
        Resource resource = Resource.runs(run.kind(), run.namespace(), "");
        try {
            byte[] found = api.get(resource.path(run.namespace(), run.name()), new ErrorAnswer(resource, "get"));
            return Envelope.read(found, 0, found.length).text("metadata.uid").equals(run.uid());
        } catch (ApiException e) {
            switch (e.kind()) {
                case NO_SUCH_OBJECT, ABSENT, DENIED -> {
                    return false;
                }
                default -> throw e;
            }
        }
    }
}
