package io.github.tektoncourier.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.routes.check.file.RouteFile;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file may be about any subscription unless its text leaves no doubt. */
class DeclaredSubscriptionsTest {

    private static RouteFile file(String content) {
        return new RouteFile("sink.camel.yaml", content);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "subscription: audit",
                "parameters: { subscription: 'audit', types: '*' }",
                "{\"subscription\":\"audit\"}",
                "uri: kamelet:tekton-events-source?subscription=audit&types=*",
                "# subscription: audit",
                "  subscription :   audit   # who",
            })
    void a_name_that_stands_there_is_certain(String content) {
        assertThat(DeclaredSubscriptions.certain(file(content))).contains(Set.of("audit"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "subscripton: audit",
                "subscription: \"{{name}}\"",
                "subscription: *alias",
                "subscription: \"\\x61udit\"",
                "?subscription=aud%69t",
                "subscription: >-\n  audit",
                "subscription: audit\nsubscription: \"{{other}}\"",
                "subscription: \n",
            })
    void anything_else_is_not(String content) {
        assertThat(DeclaredSubscriptions.certain(file(content))).isEmpty();
    }

    @org.junit.jupiter.api.Test
    void of_a_valid_file_comments_do_not_count() {
        RouteFile valid = file("# subscription: old\n- subscription: new");

        assertThat(DeclaredSubscriptions.outsideComments(valid)).containsExactly("new");
    }
}
