package io.github.tektoncourier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tektoncourier.sinktest.SinkTestReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a file of tests is said at its line, before anything runs. */
class SinkTestFilesTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void sink() throws IOException {
        Files.writeString(folder.resolve("a.camel.yaml"), "- route: {}\n");
    }

    /** The lines of a file are parted by {@code |}. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            textBlock =
                    """
                    tets: [];                                                     1; There is no "tets" in a test file. Did you mean tests? There are: set, sinks, tests.
                    tests: [];                                                    1; The file has no test, so nothing would be tested.
                    set: {};                                                      1; The file has no test, so nothing would be tested.
                    [];                                                           1; Here stands a list; a test file is names and values
                    tests: {};                                                    1; tests has names and values; a list is expected.
                    tests:|- run: {}|  expect: nothing;                           2; The test has no name.
                    tests:|- name: a|  run: {};                                   2; The test expects nothing, so it could not fail.
                    tests:|- name: a|  run: {}|  expect: [];                      2; The test expects nothing, so it could not fail.
                    tests:|- name: a|  run: {}|  expect: none;                    4; expect has a text; a list is expected.
                    tests:|- name: a|  expect: nothing;                           2; The test has no run. Add one of: run, runs, file, recording.
                    tests:|- name: a|  run: {}|  file: x|  expect: nothing;       2; The test has run and file. Keep one.
                    tests:|- name: a|  recording: taskrun-suceeds|  expect: nothing; 3; There is no recording "taskrun-suceeds". Did you mean taskrun-succeeds?
                    tests:|- name: a|  run: {}|  expcet: nothing;                 4; There is no "expcet" in a test. Did you mean expect?
                    tests:|- name: a|  run: {}|  expect:|  - heders: {};          5; There is no "heders" in an expected request. Did you mean headers?
                    tests:|- name: a|  run: {}|  expect:|  - {};                  5; This says nothing of a request.
                    tests:|- name: a|  run: {}|  expect:|  - times: 2;            5; This says nothing of a request.
                    tests:|- name: a|  run: {}|  expect:|  - method: POST|    times: 0; 6; times: "0" is no number from 1 to 10000.
                    tests:|- name: a|  run: {}|  never:|  - method: POST|    times: 2; 6; There is no "times" in a request below never.
                    tests:|- name: a|  run: {}|  expect:|  - event: '*.faild.v1'; 5; event: "*.faild.v1" matches no type of event.
                    tests:|- name: a|  run: {}|  only: failed|  expect: nothing;  4; only: "failed" matches no type of event.
                    tests:|- name: a|  run: {}|  expect:|  - body: 1|    text: x; 5; Of body, text one is enough. Keep one.
                    tests:|- name: a|  run: {}|  expect:|  - fails: x|    body: 1; 5; fails is about an event, the rest about a request.
                    tests:|- name: a|  run: {}|  expect:|  - headers: { a: { match: x } }; 5; There is no "match" in a header's rule. Did you mean matches?
                    tests:|- name: a|  run: {}|  expect:|  - headers: { a: { matches: '(' } }; 5; matches: "(" is no regular expression
                    tests:|- name: a|  run: {}|  order: sorted|  expect: nothing; 4; order: "sorted" is not known. Choose one of: kept, any.
                    tests:|- name: a|  run: {}|  others: allowed|  expect: nothing; 4; expect: nothing and others: allowed exclude each other.
                    tests:|- name: a|  name: b|  run: {}|  expect: nothing;       3; "name" stands twice in a test.
                    tests:|- {name: a, run: {}, expect: nothing}|- {name: a, run: {}, expect: nothing}; 3; Another test has the name "a".
                    sinks: b.camel.yaml|tests:|- {name: a, run: {}, expect: nothing}; 1; There is no "b.camel.yaml" beside this file.
                    set: { camel.main.name: x }|tests:|- {name: a, run: {}, expect: nothing}; 1; camel.main.name counts for the whole program
                    set: { a: { b: c } }|tests:|- {name: a, run: {}, expect: nothing}; 1; a has names and values; a text is expected.
                    tests: [;                                                     2; This is no YAML
                    --- {tests: []}|--- {};                                       2; A second document begins here.
                    # only a comment;                                             1; The file is empty, so nothing would be tested.
                    a: &a [*a]|tests: *a;                                         1; There is no "a" in a test file.
                    """)
    void a_mistake_is_named_at_its_line(String file, int line, String words) throws IOException {
        Path path = Files.writeString(folder.resolve("a.test.yaml"), file.replace('|', '\n') + "\n");

        SinkTestReader.Result read = SinkTestFiles.read(path);

        assertThat(read.problems())
                .extracting(Object::toString)
                .anyMatch(problem -> problem.startsWith(path + ":" + line + ": " + words));
    }

    @ParameterizedTest
    @CsvSource({"a.test.yml", "a.Test.yaml", "a.tests.yaml"})
    void a_file_whose_name_nearly_fits_is_named(String name) throws IOException {
        Files.writeString(folder.resolve(name), "tests: []\n");

        List<Path> found = SinkTestFiles.find(List.of(folder));

        assertThat(found).hasSize(1);
        assertThat(SinkTestFiles.read(found.get(0)).problems())
                .extracting(Object::toString)
                .containsExactly(folder.resolve(name) + ":1: Files of tests end in .test.yaml. Rename this one.");
    }

    @Test
    void aliases_that_grow_without_end_are_refused() throws IOException {
        StringBuilder bomb = new StringBuilder("x0: &x0 [a, a]\n");
        for (int i = 1; i < 100; i++) {
            bomb.append("x")
                    .append(i)
                    .append(": &x")
                    .append(i)
                    .append(" [*x")
                    .append(i - 1)
                    .append(", *x");
            bomb.append(i - 1).append("]\n");
        }
        Path path = Files.writeString(folder.resolve("a.test.yaml"), bomb);

        assertThat(SinkTestFiles.read(path).problems()).isNotEmpty();
    }

    @Test
    void a_body_that_grows_by_aliases_is_refused() throws IOException {
        StringBuilder bomb =
                new StringBuilder("tests:\n- name: a\n  run: {}\n  expect:\n  - body:\n      x0: &x0 [a, a]\n");
        for (int i = 1; i < 24; i++) {
            bomb.append("      x")
                    .append(i)
                    .append(": &x")
                    .append(i)
                    .append(" [*x")
                    .append(i - 1)
                    .append(", *x");
            bomb.append(i - 1).append("]\n");
        }
        Path path = Files.writeString(folder.resolve("a.test.yaml"), bomb);

        assertThat(SinkTestFiles.read(path).problems())
                .extracting(Object::toString)
                .anyMatch(one -> one.contains("it grows to more than"));
    }

    @Test
    void a_file_that_is_not_utf_8_is_named() throws IOException {
        Path path = Files.write(folder.resolve("a.test.yaml"), "name: \u00e9".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(SinkTestFiles.read(path).problems())
                .extracting(Object::toString)
                .containsExactly(path + ": The file is not written in UTF-8. Save it as UTF-8.");
    }

    @Test
    void a_path_that_is_not_there_or_is_no_file_of_tests_is_wrong_use() {
        assertThatThrownBy(() -> SinkTestFiles.find(List.of(folder.resolve("no"))))
                .hasMessageContaining("no: there is no such file or folder. Check the path.");
        assertThatThrownBy(() -> SinkTestFiles.find(List.of(folder.resolve("a.camel.yaml"))))
                .hasMessageContaining("a.camel.yaml is no file of tests; these end in .test.yaml.");
    }

    @Test
    void a_folder_without_tests_is_no_pass() {
        CommandOutput said = CommandOutput.of("test", folder.toString());

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("There is no file of tests (*.test.yaml) in " + folder);
    }
}
