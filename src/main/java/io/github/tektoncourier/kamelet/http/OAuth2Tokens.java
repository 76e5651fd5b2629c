package io.github.tektoncourier.kamelet.http;

import io.github.tektoncourier.text.Owner;
import io.github.tektoncourier.text.Secrets;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The token of one sink, kept until shortly before it expires. While an authority gives no new one the old one is used as
 * long as it holds. A 401 of the receiver gives it up, at most once a minute: a receiver that takes no token at all must
 * not make the sink ask the authority for one with each attempt.
 */
final class OAuth2Tokens implements AuthorizationHeader {

    /**
     * A bearer token.
     *
     * @param renew when to ask for another
     * @param expires when the receiver takes it no more
     */
    record Token(String value, Instant renew, Instant expires) {

        private static final Duration UNTOLD = Duration.ofHours(1);
        private static final Duration LONGEST = Duration.ofDays(1);
        private static final Duration MARGIN = Duration.ofMinutes(1);
        private static final int PART = 5;

        /** @param seconds how long it lives; 0 where the authority does not say */
        static Token living(String value, long seconds, Instant from) {
            Duration told = seconds <= 0 ? UNTOLD : Duration.ofSeconds(Math.min(seconds, LONGEST.toSeconds()));
            Duration margin = told.dividedBy(PART).compareTo(MARGIN) < 0 ? told.dividedBy(PART) : MARGIN;
            return new Token(value, from.plus(told).minus(margin), from.plus(told));
        }

        String header() {
            return "Bearer " + value;
        }

        /** Shows nothing of it. */
        @Override
        public String toString() {
            return "token until " + expires;
        }
    }

    /** Asks the authority. */
    @FunctionalInterface
    interface Authority {

        /**
         * A new token.
         *
         * @throws IOException where it does not answer
         * @throws TokenRefusedException where it gives none
         */
        Token token() throws IOException;
    }

    private static final Cleaner CLEANER = Cleaner.create();
    private static final Duration BETWEEN_FORCED = Duration.ofMinutes(1);

    /** For how long lanes that waited for the same refused request take its answer for theirs. */
    private static final Duration SHARED = Duration.ofSeconds(1);

    /** How long an authority that did not answer is left alone while the token before still holds. */
    private static final Duration LEFT_ALONE = Duration.ofSeconds(15);

    private final Authority authority;
    private final Clock clock;
    private final Masked masked = new Masked(new ArrayDeque<>());
    private @Nullable Token current;
    private @Nullable Failure failure;
    private Instant forced = Instant.EPOCH;

    OAuth2Tokens(Authority authority, Clock clock) {
        this.authority = authority;
        this.clock = clock;
        CLEANER.register(this, masked); // nothing tells when the sink ends
    }

    /** Why the authority gave none the last time; one of the two is there. */
    private record Failure(Instant at, @Nullable IOException unanswered, @Nullable TokenRefusedException refused) {

        boolean youngerThan(Duration age, Instant now) {
            return now.isBefore(at.plus(age));
        }

        RuntimeException thrown() throws IOException {
            if (unanswered != null) {
                throw unanswered;
            }
            return Objects.requireNonNull(refused);
        }
    }

    /** The latest tokens, which are taken out of all that is written: also the last ones, which answers may repeat. */
    private record Masked(Deque<Owner> owners) implements Runnable {
        private static final int KEPT = 3;

        void add(String token) {
            owners.addLast(Secrets.ofProcess().owner("a token").secret(token));
            if (owners.size() > KEPT) {
                owners.removeFirst().close();
            }
        }

        @Override
        public void run() {
            owners.forEach(Owner::close);
        }
    }

    @Override
    public synchronized String value() throws IOException {
        Instant now = clock.instant();
        Token known = current;
        if (known != null && now.isBefore(known.renew())) {
            return known.header();
        }
        Token holding = known != null && now.isBefore(known.expires()) ? known : null;
        Failure before = failure;
        if (before != null && before.youngerThan(holding != null ? LEFT_ALONE : SHARED, now)) {
            if (holding != null) {
                return holding.header();
            }
            throw before.thrown();
        }
        return renewed(known);
    }

    private String renewed(@Nullable Token known) throws IOException {
        Failure now;
        try {
            Token token = authority.token();
            masked.add(token.value());
            current = token;
            failure = null;
            return token.header();
        } catch (IOException e) {
            now = new Failure(clock.instant(), e, null);
        } catch (TokenRefusedException e) {
            now = new Failure(clock.instant(), null, e);
        }
        failure = now;
        if (known != null && now.at().isBefore(known.expires())) {
            return known.header();
        }
        throw now.thrown();
    }

    @Override
    public synchronized void refused(String value) {
        Instant now = clock.instant();
        Token known = current;
        if (known != null && known.header().equals(value) && !now.isBefore(forced.plus(BETWEEN_FORCED))) {
            forced = now;
            current = null;
        }
    }
}
