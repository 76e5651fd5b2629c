package io.github.tektoncourier.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LinksTest {

    private static final List<String> FOLDERS = List.of("docs", "examples", "bench", "deploy", "kamelets");

    static Stream<Path> documents() throws IOException {
        Stream.Builder<Path> documents = Stream.builder();
        try (Stream<Path> top = Files.list(Path.of(""))) {
            top.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents);
        }
        for (String folder : FOLDERS) {
            if (Files.isDirectory(Path.of(folder))) {
                Document.below(folder).forEach(document -> documents.add(document.path()));
            }
        }
        return documents.build();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void every_link_leads_somewhere(Path document) {
        List<String> links = Document.read(document).links();

        assertThat(links)
                .filteredOn(link -> !link.matches("[a-z]+:.*"))
                .allSatisfy(link -> assertLeadsSomewhere(document, link));
    }

    private static void assertLeadsSomewhere(Path document, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty()
                ? document
                : document.resolveSibling(parts[0]).normalize();
        assertThat(target).exists();
        if (parts.length == 2) {
            assertThat(Document.read(target).anchors())
                    .as("headings of " + target)
                    .contains(parts[1]);
        }
    }
}
