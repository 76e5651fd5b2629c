package io.github.tektoncourier.demo.kube;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** What the embedded cluster has been told to do wrong. */
public final class Faults {
    private final List<Planned> planned = new ArrayList<>();
    private final Runnable onLift;
    private volatile boolean staleEventsClose;

    Faults(Runnable onLift) {
        this.onLift = onLift;
    }

    /** Adds a fault; the latest that meets a request wins. */
    public synchronized void add(Fault fault) {
        planned.add(0, new Planned(fault));
    }

    /** Everything works again; silent watches go on. */
    public void lift() {
        synchronized (this) {
            planned.clear();
        }
        onLift.run();
    }

    /**
     * Answers a watch of core Events from a forgotten version with 200 and an end, as a real API server does, instead
     * of 410 (kubernetes/kubernetes#104171).
     */
    public void staleEventsClose(boolean on) {
        staleEventsClose = on;
    }

    boolean staleEventsClose() {
        return staleEventsClose;
    }

    /** The faults still to come, for requests over HTTP. */
    public synchronized List<Fault> planned() {
        return planned.stream().map(p -> p.fault).toList();
    }

    /** The fault this request meets, counted. */
    synchronized Optional<Fault> next(Request request) {
        for (Iterator<Planned> all = planned.iterator(); all.hasNext(); ) {
            Planned one = all.next();
            if (one.fault.meets(request)) {
                one.met++;
                if (one.fault.times() > 0 && one.met >= one.fault.times()) {
                    all.remove();
                }
                return Optional.of(one.fault);
            }
        }
        return Optional.empty();
    }

    /** Whether an open watch must keep silent now. */
    synchronized boolean silences(Request request) {
        return planned.stream()
                .anyMatch(p -> p.fault.kind() == Fault.Kind.STALL && p.fault.times() == 0 && p.fault.meets(request));
    }

    private static final class Planned {
        final Fault fault;
        int met;

        Planned(Fault fault) {
            this.fault = fault;
        }
    }
}
