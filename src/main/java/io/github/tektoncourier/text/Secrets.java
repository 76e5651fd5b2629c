package io.github.tektoncourier.text;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secrets that the process knows, to be taken by value out of everything it writes: as they are, and in percent, JSON,
 * HTML and Base64 form.
 *
 * <p>Each belongs to an {@link Owner}, e.g. a sink file, and is forgotten with the last one that has it. A <i>local</i>
 * secret is one that may be an ordinary word elsewhere (a path, a short value): it is taken out only of what is told of
 * its owner.
 */
public final class Secrets {

    /** What stands in a text instead of a secret. */
    public static final String MASK = "***";

    /** A value that is shorter may be part of any word. */
    static final int SHORTEST = 6;

    private static final int MOST_SAID = 1_000;
    private static final Secrets PROCESS = new Secrets();

    private final Set<Owner> owners = new LinkedHashSet<>();
    private final Set<String> wordsOf = ConcurrentHashMap.newKeySet();
    private final ThreadLocal<List<String>> scope = ThreadLocal.withInitial(List::of);
    private volatile @Nullable Finders finders;

    /** The registry that everything the process writes passes. */
    public static Secrets ofProcess() {
        return PROCESS;
    }

    /**
     * Begins an owner.
     *
     * @param name by which texts about it are masked, e.g. a file's name; {@link Owner#alias} adds others
     */
    public Owner owner(String name) {
        return new Owner(this, name);
    }

    /** The text without the secrets of all owners and without what is local to the owner that this thread is {@link #about}. */
    public String mask(String text) {
        return masked(text, scope.get());
    }

    /**
     * The text without the secrets of all owners and without what is local to one.
     *
     * @param about name or alias of the owner of which the text tells, e.g. a subscription
     */
    public String mask(String about, String text) {
        return masked(text, List.of(about));
    }

    /** Does something and meanwhile takes out of what this thread masks what is local to an owner, too. */
    public <T> T about(String name, Supplier<T> work) {
        List<String> before = scope.get();
        List<String> names = new ArrayList<>(before);
        names.add(name);
        scope.set(names);
        try {
            return work.get();
        } finally {
            scope.set(before);
        }
    }

    /** The same for what has no result. */
    public void about(String name, Runnable work) {
        boolean unused = about(name, () -> {
            work.run();
            return true;
        });
    }

    private String masked(String text, Collection<String> about) {
        Finders known = finders();
        if (text.isEmpty() || known.none()) {
            return text;
        }
        BitSet secret = new BitSet();
        known.everywhere.find(text, secret);
        for (String name : about) {
            known.local.getOrDefault(name, SecretFinder.NOTHING).find(text, secret);
        }
        return secret.isEmpty() ? text : without(text, secret);
    }

    private static String without(String text, BitSet secret) {
        StringBuilder out = new StringBuilder(text.length());
        int at = 0;
        for (int from = secret.nextSetBit(0); from >= 0; from = secret.nextSetBit(at)) {
            out.append(text, at, from).append(MASK);
            at = secret.nextClearBit(from);
        }
        return out.append(text, at, text.length()).toString();
    }

    /** Warns once of an owner that has a secret which is a word of the program's own texts. */
    void sayWord(String owner) {
        if (wordsOf.size() < MOST_SAID && wordsOf.add(owner)) {
            Log.OF_SECRETS.warn(
                    "A secret of {} is a word that stands in names of settings and in messages, too. It is masked only where"
                            + " it stands as a value. Take one that cannot be guessed.",
                    LogText.shown(owner));
        }
    }

    synchronized void changed(Owner owner) {
        if (owner.isEmpty()) {
            owners.remove(owner);
        } else {
            owners.add(owner);
        }
        finders = null;
    }

    private Finders finders() {
        Finders known = finders;
        return known == null ? built() : known;
    }

    private synchronized Finders built() {
        Set<SecretForm> everywhere = new HashSet<>();
        Map<String, Set<SecretForm>> local = new HashMap<>();
        for (Owner owner : owners) {
            owner.add(everywhere, local);
        }
        Map<String, SecretFinder> byName = new HashMap<>();
        local.forEach((name, forms) -> byName.put(name, new SecretFinder(forms)));
        Finders built = new Finders(new SecretFinder(everywhere), byName);
        finders = built;
        return built;
    }

    /** Apart, because commands that log nothing should not wait for the logging library. */
    private static final class Log {
        private static final Logger OF_SECRETS = LoggerFactory.getLogger(Secrets.class);
    }

    private record Finders(SecretFinder everywhere, Map<String, SecretFinder> local) {

        boolean none() {
            return everywhere.isEmpty() && local.isEmpty();
        }
    }
}
