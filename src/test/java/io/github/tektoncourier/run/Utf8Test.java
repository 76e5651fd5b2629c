package io.github.tektoncourier.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Decides as the JDK's strict decoder does. */
class Utf8Test {

    @Test
    void every_character_is_valid() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                byte[] bytes = Character.toString(c).getBytes(UTF_8);
                assertThat(Utf8.valid(bytes, 0, bytes.length)).as("U+%X", c).isTrue();
            }
        }
    }

    @Test
    void every_two_bytes_are_judged_as_the_jdk_does() {
        for (int pair = 0; pair <= 0xFFFF; pair++) {
            byte[] bytes = {'a', (byte) (pair >> 8), (byte) pair, 'b'};
            assertThat(Utf8.valid(bytes, 0, 4)).as("%04X", pair).isEqualTo(jdk(bytes, 0, 4));
        }
    }

    @Test
    void broken_text_is_judged_as_the_jdk_does() {
        Random random = new Random(42);
        byte[] text =
                "{\"message\":\"grün 漢字 😀 plain text behind it\"}".repeat(3).getBytes(UTF_8);
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = text.clone();
            for (int broken = random.nextInt(3); broken >= 0; broken--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            int offset = random.nextInt(20);
            int length = random.nextInt(bytes.length - offset);
            assertThat(Utf8.valid(bytes, offset, length)).as("input %d", i).isEqualTo(jdk(bytes, offset, length));
        }
    }

    private static boolean jdk(byte[] bytes, int offset, int length) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, offset, length));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
