package io.github.tektoncourier.registration;

import io.github.tektoncourier.routes.RegisteredFiles;
import io.github.tektoncourier.routes.check.file.Problem;
import io.github.tektoncourier.routes.check.file.RouteFile;
import io.github.tektoncourier.watch.api.ApiServer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The sink files of labelled ConfigMaps. With names alone in the doors' setting each namespace has a watch, for which a
 * Role suffices; a glob needs one watch of all namespaces, of which other namespaces' ConfigMaps are dropped unread.
 */
public final class RegisteredConfigMaps implements RegisteredFiles {

    private final RegistrationDoors doors;
    private final List<ConfigMapWatch> watches = new ArrayList<>();

    /** By the namespace that is watched, empty for all: what is there. */
    private final Map<String, Map<String, SinkConfigMap>> seen = new HashMap<>();

    /** Files that a namespace has within its cap; they keep their place as long as they are there. */
    private final Map<String, Set<String>> admitted = new HashMap<>();

    private @Nullable Look look;
    private long version;

    public RegisteredConfigMaps(RegistrationDoors doors) {
        this.doors = doors;
    }

    /** Begins to watch. */
    public void start(ApiServer api, Clock clock) {
        for (String namespace : doors.watched()) {
            ConfigMapWatch watch = new ConfigMapWatch(
                    api,
                    namespace,
                    one -> doors.opens(namespace, one.namespace()),
                    doors::room,
                    found -> take(namespace, found),
                    clock);
            watches.add(watch);
            watch.start();
        }
    }

    /** What one watch has. */
    synchronized void take(String watched, Map<String, SinkConfigMap> found) {
        seen.put(watched, found);
        look = null;
    }

    @Override
    public synchronized Look look() {
        Look current = look;
        if (current == null) {
            current = read();
            look = current;
        }
        return current;
    }

    private Look read() {
        Map<String, List<SinkConfigMap>> byNamespace = new TreeMap<>();
        seen.values().forEach(found -> found.values().forEach(one -> byNamespace
                .computeIfAbsent(one.namespace(), name -> new ArrayList<>())
                .add(one)));
        List<Registered> files = new ArrayList<>();
        Map<String, List<String>> objects = new HashMap<>();
        byNamespace.forEach((namespace, found) -> {
            found.sort(Comparator.comparing(SinkConfigMap::created).thenComparing(SinkConfigMap::name));
            List<Registered> of =
                    found.stream().flatMap(one -> files(one).stream()).toList();
            if (doors.isOwn(namespace)) {
                files.addAll(of);
            } else {
                objects.put(namespace, found.stream().map(SinkConfigMap::uid).toList());
                files.addAll(capped(namespace, of));
            }
        });
        admitted.keySet().retainAll(byNamespace.keySet());
        return new Look(
                ++version,
                List.copyOf(files),
                Map.copyOf(objects),
                own(),
                doors::mayRegister,
                namespace -> seenAll(namespace));
    }

    private Absence own() {
        return doors.own().isEmpty()
                ? Absence.UNCOVERED
                : seen.containsKey(doors.own()) ? Absence.GONE : Absence.UNSEEN;
    }

    private synchronized boolean seenAll(String namespace) {
        return seen.containsKey(doors.tenantsByName() ? namespace : "");
    }

    private List<Registered> files(SinkConfigMap object) {
        List<Registered> files = new ArrayList<>();
        String tenant = doors.isOwn(object.namespace()) ? "" : object.namespace();
        String place = PREFIX + object.key();
        object.files().forEach((key, content) -> {
            Registered one = new Registered(
                    new RouteFile(place + "/" + key, content, tenant, tenant.isEmpty() ? "" : object.uid()),
                    object.namespace(),
                    object.name(),
                    object.uid(),
                    Optional.empty());
            files.add(unread(object.namespace(), content)
                    .map(why -> refused(one, why))
                    .orElse(one));
        });
        if (files.isEmpty()) {
            files.add(refused(
                    new Registered(
                            new RouteFile(place, "", tenant, object.uid()),
                            object.namespace(),
                            object.name(),
                            object.uid(),
                            Optional.empty()),
                    "No key of this ConfigMap ends in " + RouteFile.ENDING
                            + ", so nothing would be read. Name the key e.g." + " builds" + RouteFile.ENDING + "."));
        }
        return files;
    }

    /** Why a file is not there as it was written; empty where it is. */
    private Optional<String> unread(String namespace, String content) {
        return switch (content) {
            case SinkConfigMap.UNREAD ->
                Optional.of("The namespace " + namespace + " may have " + doors.most()
                        + " sink files, and there was no room for this one. Take others away, then write it anew.");
            case SinkConfigMap.BINARY ->
                Optional.of("This file stands in binaryData, where kubectl puts what is no UTF-8. Save it as UTF-8 and"
                        + " write the ConfigMap anew, so that it stands in data.");
            default -> Optional.empty();
        };
    }

    /** The oldest ConfigMaps come first, and what had a place keeps it. */
    private List<Registered> capped(String namespace, List<Registered> files) {
        Set<String> places = admitted.computeIfAbsent(namespace, name -> new HashSet<>());
        places.retainAll(files.stream().map(one -> one.file().name()).toList());
        List<Registered> capped = new ArrayList<>();
        for (Registered one : files) {
            if (places.contains(one.file().name()) || places.size() < doors.most()) {
                places.add(one.file().name());
                capped.add(one);
            } else {
                capped.add(refused(
                        one,
                        "The namespace " + namespace + " may have " + doors.most()
                                + " sink files, and this one is beyond. Take another away, or ask the operator for a"
                                + " larger courier.tenants.max-files."));
            }
        }
        return capped;
    }

    private static Registered refused(Registered one, String why) {
        return new Registered(
                one.file(),
                one.namespace(),
                one.configMap(),
                one.uid(),
                Optional.of(new Problem(one.file().name(), 0, why)));
    }

    @Override
    public void close() {
        watches.forEach(ConfigMapWatch::close);
    }
}
