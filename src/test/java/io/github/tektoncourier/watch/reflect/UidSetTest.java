package io.github.tektoncourier.watch.reflect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UidSetTest {

    @Test
    void what_was_added_is_there_and_nothing_else_is() {
        Random random = new Random(4);
        UidSet set = new UidSet();
        List<String> in = new ArrayList<>();
        List<String> out = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            in.add(new UUID(random.nextLong(), random.nextLong()).toString());
            out.add(new UUID(random.nextLong(), random.nextLong()).toString());
        }

        in.forEach(set::add);
        in.forEach(set::add);

        assertThat(set.size()).isEqualTo(20_000);
        assertThat(in).allMatch(set::contains);
        assertThat(out).noneMatch(set::contains);
    }

    @Test
    void text_that_is_no_uuid_is_told_apart_too() {
        UidSet set = new UidSet();
        set.add("uid-a");
        set.add("");
        set.add("00000000-0000-0000-0000-000000000000");
        set.add("4ccb4f01-0000-0000-0000-00000000000A");

        assertThat(set.size()).isEqualTo(4);
        assertThat(List.of("uid-a", "", "00000000-0000-0000-0000-000000000000")).allMatch(set::contains);
        assertThat(List.of("uid-b", "0-0-0-0-0", "4ccb4f01-0000-0000-0000-00000000000a"))
                .noneMatch(set::contains);
    }

    @Test
    void what_was_cleared_is_gone() {
        UidSet set = new UidSet();
        set.add("uid-a");

        set.clear();

        assertThat(set.size()).isZero();
        assertThat(set.contains("uid-a")).isFalse();
    }

    @Test
    void a_hundred_thousand_cost_a_few_megabytes() {
        UidSet set = new UidSet();
        Random random = new Random(5);

        for (int i = 0; i < 100_000; i++) {
            set.add(new UUID(random.nextLong(), random.nextLong()).toString());
        }

        assertThat(set.size()).isEqualTo(100_000);
        assertThat(set.bytes()).isLessThan(5_000_000);
    }
}
