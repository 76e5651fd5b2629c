package io.github.tektoncourier.text;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** What has secrets: they are masked until it is closed, and after that where another owner has them, too. */
public final class Owner implements AutoCloseable {

    private final Secrets secrets;
    private final String name;
    private final Set<String> names = new LinkedHashSet<>();
    private final Set<SecretForm> everywhere = new LinkedHashSet<>();
    private final Set<SecretForm> local = new LinkedHashSet<>();

    Owner(Secrets secrets, String name) {
        this.secrets = secrets;
        this.name = name;
        names.add(name);
    }

    /** Adds a name under which texts tell of this owner, e.g. a subscription. */
    public Owner alias(String name) {
        synchronized (secrets) {
            if (names.add(name)) { // else what is made of all secrets would be made anew for nothing
                secrets.changed(this);
            }
        }
        return this;
    }

    /**
     * Adds a secret: a password, a token, a key. One that is shorter than 6 characters is local. One that is a word of
     * the program's own texts, such as {@code password}, is taken out only where it stands as a value, and the log says so.
     */
    public Owner secret(String value) {
        String stripped = value.strip();
        if (PlainWords.isOwn(stripped)) {
            add(everywhere, SecretForm.asValue(stripped));
            secrets.sayWord(name);
        } else if (!stripped.isEmpty()) {
            add(stripped.length() < Secrets.SHORTEST ? local : everywhere, SecretForm.of(stripped));
        }
        return this;
    }

    /**
     * Adds a value that is taken out only of what is told of this owner. Words are taken out where they stand together
     * as given, e.g. as a path; one word alone is left, because messages and names consist of such.
     */
    public Owner local(String value) {
        String stripped = value.strip();
        if (!PlainWords.isWord(stripped)) {
            add(local, PlainWords.areWords(stripped) ? SecretForm.apart(stripped) : SecretForm.of(stripped));
        }
        return this;
    }

    /** Adds an address: its user info and query are secrets, its path is local. Scheme, host and port are no secret. */
    public Owner address(String address) {
        Address parts = Address.of(address.strip());
        parts.secrets().forEach(this::secret);
        parts.words().forEach(this::local);
        parts.behindHost().forEach(rest -> add(everywhere, Set.of(SecretForm.behind(parts.host(), rest))));
        return this;
    }

    /** Forgets its secrets. */
    @Override
    public void close() {
        synchronized (secrets) {
            everywhere.clear();
            local.clear();
            secrets.changed(this);
        }
    }

    private void add(Set<SecretForm> to, Set<SecretForm> forms) {
        synchronized (secrets) {
            if (to.addAll(forms)) {
                secrets.changed(this);
            }
        }
    }

    boolean isEmpty() {
        return everywhere.isEmpty() && local.isEmpty();
    }

    void add(Set<SecretForm> toEverywhere, Map<String, Set<SecretForm>> toLocal) {
        toEverywhere.addAll(everywhere);
        if (!local.isEmpty()) {
            names.forEach(name ->
                    toLocal.computeIfAbsent(name, key -> new LinkedHashSet<>()).addAll(local));
        }
    }
}
