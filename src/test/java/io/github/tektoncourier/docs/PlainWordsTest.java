package io.github.tektoncourier.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Comments name the part that acts and the one that it acts on, so subjects such as those of {@link #RIDDLE} are rare.
 */
class PlainWordsTest {

    /** In 1,000 words. */
    private static final double MOST = 0.3;

    private static final Pattern RIDDLE =
            Pattern.compile("\\b(?:who|whoever|nobody|somebody)\\b", Pattern.CASE_INSENSITIVE);

    private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z'-]*");

    /** Strings first, so that what looks like a comment in one is none. */
    private static final Pattern TOKEN = Pattern.compile(
            "\"\"\"(?:\\\\.|(?!\"\"\").)*+\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*+\"|'(?:\\\\.|[^'\\\\\\n])*+'"
                    + "|(?<comment>/\\*(?:(?!\\*/).)*+\\*/|//[^\\n]*+)",
            Pattern.DOTALL);

    /** Inline tags and markup: not words of the comment. */
    private static final Pattern MARKUP = Pattern.compile("\\{@\\w+[^}]*}|<[^>]*>");

    private record Count(int riddles, int words, List<String> lines) {
        double perThousand() {
            return 1_000.0 * riddles / words;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"src/main/java demo/java bench/java", "src/test/java"})
    void comments_name_what_acts(String folders) throws IOException {
        Count count = count(List.of(folders.split(" ")));

        assertThat(count.words()).isGreaterThan(5_000);
        assertThat(count.perThousand())
                .as(
                        "who, whoever, nobody and somebody in 1,000 words of comments: say what does it%n%s",
                        String.join("\n", count.lines()))
                .isLessThanOrEqualTo(MOST);
    }

    @Test
    void a_word_in_a_string_or_a_tag_does_not_count() {
        List<String> found = comments(
                        "/** Who {@code nobody} */ String a = \"// who\"; // whom nobody's\nchar b = '\"'; // so")
                .toList();

        assertThat(found).containsExactly("/** Who x */", "// whom nobody's", "// so");
    }

    private static Count count(List<String> folders) throws IOException {
        int riddles = 0;
        int words = 0;
        List<String> lines = new ArrayList<>();
        for (String folder : folders) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                for (Path file :
                        files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    for (String comment : comments(Files.readString(file)).toList()) {
                        words += (int) WORD.matcher(comment).results().count();
                        int here = (int) RIDDLE.matcher(comment).results().count();
                        riddles += here;
                        if (here > 0) {
                            lines.add(file + ": " + comment.replaceAll("\\s+", " "));
                        }
                    }
                }
            }
        }
        return new Count(riddles, words, lines);
    }

    private static Stream<String> comments(String source) {
        return TOKEN.matcher(source)
                .results()
                .map(result -> result.group(1))
                .filter(Objects::nonNull)
                .map(comment -> MARKUP.matcher(comment).replaceAll("x"));
    }
}
