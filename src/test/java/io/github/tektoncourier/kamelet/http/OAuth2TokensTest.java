package io.github.tektoncourier.kamelet.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tektoncourier.text.Secrets;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OAuth2TokensTest {

    private static final Instant START = Instant.parse("2026-01-05T10:00:00Z");

    private final Time clock = new Time();
    private final OAuth2Tokens tokens = new OAuth2Tokens(this::answer, clock);
    private @Nullable Exception failure;
    private int asked;

    private static final class Time extends Clock {
        private Instant now = START;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        void pass(Duration time) {
            now = now.plus(time);
        }
    }

    private OAuth2Tokens.Token answer() throws IOException {
        asked++;
        if (failure instanceof IOException unanswered) {
            throw unanswered;
        } else if (failure instanceof TokenRefusedException refused) {
            throw refused;
        }
        return OAuth2Tokens.Token.living("issued-token-" + asked, 3600, clock.instant());
    }

    @Test
    void a_token_is_kept_and_renewed_a_minute_before_it_expires() throws IOException {
        assertThat(tokens.value()).isEqualTo("Bearer issued-token-1");
        clock.pass(Duration.ofMinutes(59).minusSeconds(1));
        assertThat(tokens.value()).isEqualTo("Bearer issued-token-1");
        clock.pass(Duration.ofSeconds(1));

        assertThat(tokens.value()).isEqualTo("Bearer issued-token-2");
    }

    @Test
    void a_token_that_still_holds_is_used_while_the_authority_is_away() throws IOException {
        assertThat(tokens.value()).isEqualTo("Bearer issued-token-1");
        clock.pass(Duration.ofMinutes(59).plusSeconds(30));
        failure = new IOException("away");

        assertThat(tokens.value()).isEqualTo("Bearer issued-token-1");
        assertThat(tokens.value()).isEqualTo("Bearer issued-token-1");
        assertThat(asked).isEqualTo(2);
        clock.pass(Duration.ofSeconds(30));
        assertThatThrownBy(tokens::value).hasMessage("away");
    }

    @Test
    void a_401_gives_the_token_up_once_a_minute() throws IOException {
        String first = tokens.value();

        tokens.refused(first);
        String second = tokens.value();
        tokens.refused(first); // another lane, late
        tokens.refused(second); // a receiver that takes none

        assertThat(second).isEqualTo("Bearer issued-token-2");
        assertThat(tokens.value()).isEqualTo(second);
        clock.pass(Duration.ofMinutes(1));
        tokens.refused(second);
        assertThat(tokens.value()).isEqualTo("Bearer issued-token-3");
    }

    @Test
    void lanes_that_waited_for_a_refusal_do_not_ask_again() {
        failure = new TokenRefusedException("no such client", 0);

        assertThatThrownBy(tokens::value).hasMessage("no such client");
        assertThatThrownBy(tokens::value).hasMessage("no such client");
        assertThat(asked).isOne();
        clock.pass(Duration.ofSeconds(1));
        assertThatThrownBy(tokens::value).hasMessage("no such client");
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void tokens_are_secrets_at_once() throws IOException {
        String token = tokens.value().replace("Bearer ", "");

        assertThat(Secrets.ofProcess().mask("it said " + token)).isEqualTo("it said ***");
    }
}
