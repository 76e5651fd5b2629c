package io.github.tektoncourier.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tektoncourier.proxy.ProxyAddress;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How kubeconfig files are found, merged and refused. */
class KubeconfigTest {

    @TempDir
    Path home;

    static String text(String cluster, String user) {
        return "apiVersion: v1\nkind: Config\ncurrent-context: c\n"
                + "clusters: [{name: k, cluster: {" + cluster + "}}]\n"
                + "contexts: [{name: c, context: {cluster: k, user: u}}]\n"
                + "users: [{name: u, user: " + user + "}]\n";
    }

    @Test
    void several_files_are_merged_and_the_first_to_set_a_value_wins() throws IOException {
        Path one = write("one", "current-context: c\nclusters: [{name: k, cluster: {server: 'https://one:6443'}}]\n");
        Path two = write("two", text("server: https://two:6443", "{token: two}"));

        Access access = read(Map.of("KUBECONFIG", one + File.pathSeparator + "/no/such" + File.pathSeparator + two));

        assertThat(access.config().getMasterUrl()).startsWith("https://one:6443");
        assertThat(access.token()).isEqualTo("two");
        assertThat(access.warnings()).isEmpty();
    }

    @Test
    void a_variable_that_is_empty_is_not_set_and_one_that_names_nothing_finds_nothing() throws IOException {
        write(".kube/config", text("server: https://home:6443", "{}"));

        assertThat(read(Map.of("KUBECONFIG", "")).config().getMasterUrl()).startsWith("https://home");
        assertThat(Kubeconfig.find(Map.of("KUBECONFIG", "/no/such"), home)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            current-context: x                                                   | current-context "x" does not exist
            contexts: []                                                         | no current-context
            clusters: [                                                          | cannot be read as YAML
            """)
    void what_leads_nowhere_is_refused_in_words(String content, String words) throws IOException {
        write(".kube/config", content);

        assertThatThrownBy(() -> read(Map.of()))
                .isInstanceOf(KubeconfigException.class)
                .hasMessageContaining(home.resolve(".kube/config").toString())
                .hasMessageContaining(words);
    }

    @Test
    void so_is_a_context_of_a_cluster_that_is_not_there() throws IOException {
        write(".kube/config", "current-context: c\ncontexts: [{name: c, context: {cluster: k}}]\n");

        assertThatThrownBy(() -> read(Map.of()))
                .hasMessageContaining("context \"c\" names the cluster \"k\", which is not there");
    }

    @Test
    void fields_that_do_nothing_are_named() throws IOException {
        write(
                ".kube/config",
                text(
                        "server: https://home:6443, tls-server-nam: x",
                        "{auth-provider: {name: gcp, config: {access-token: t}}, tokenfile: y}"));

        assertThat(read(Map.of()).warnings())
                .anySatisfy(line -> assertThat(line).contains("cluster \"k\"", "\"tls-server-nam\""))
                .anySatisfy(line -> assertThat(line).contains("user \"u\"", "\"tokenfile\""))
                .anySatisfy(line -> assertThat(line).contains("auth-provider \"gcp\"", "exec plugin"));
    }

    @ParameterizedTest
    @CsvSource({
        "http://p.example:3128,     HTTP,   3128",
        "p.example:3128,            HTTP,   3128",
        "http://p.example,          HTTP,   80",
        "socks5://p.example,        SOCKS5, 1080",
        "socks5h://u:p@p.example:9, SOCKS5, 9"
    })
    void proxies_are_those_of_kubectl_with_its_usual_ports(String url, String type, int port) throws IOException {
        write(".kube/config", text("server: https://home:6443, proxy-url: '" + url + "'", "{}"));

        ProxyAddress proxy = read(Map.of("HTTPS_PROXY", "http://other:1")).proxy();

        assertThat(proxy).isNotNull();
        assertThat(proxy.type().name()).isEqualTo(type);
        assertThat(proxy.host()).isEqualTo("p.example");
        assertThat(proxy.port()).isEqualTo(port);
        assertThat(proxy.toString()).doesNotContain("u:p");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            https://u:secret@p:3128   | https://, which is not supported
            ftp://u:secret@p:3128     | ftp://, which is not supported
            http://u:sec:ret@p:3128   | a password with a colon
            http://                   | is no address of a proxy
            """)
    void a_proxy_that_cannot_be_used_is_refused_without_its_password(String url, String words) throws IOException {
        write(".kube/config", text("server: https://home:6443, proxy-url: '" + url + "'", "{}"));

        assertThatThrownBy(() -> read(Map.of()))
                .isInstanceOf(KubeconfigException.class)
                .hasMessageContaining("proxy-url of cluster \"k\"")
                .hasMessageContaining(words)
                .hasMessageNotContaining("sec");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
            https://kube.example.com:6443 | -                                  | true
            https://kube.example.com:6443 | example.com                        | false
            https://kube.example.com:6443 | .example.com                       | false
            https://kube.example.com:6443 | *.example.com                      | false
            https://example.com:6443      | .example.com                       | true
            https://kubexample.com:6443   | example.com                        | true
            https://kube.example.com:6443 | a.b, EXAMPLE.com:6443              | false
            https://kube.example.com:6443 | example.com:443                    | true
            https://kube.example.com      | example.com:443                    | false
            https://10.1.2.3:6443         | 10.0.0.0/8                         | false
            https://11.1.2.3:6443         | 10.0.0.0/8,[fd00::1]               | true
            https://[fd00::1]:6443        | fd00::/8                           | false
            https://[fd00::1]:6443        | [fd00::1]:6443                     | false
            https://10.1.2.3:6443         | 10.1.2.3                           | false
            https://kube.example.com:6443 | *                                  | false
            https://127.0.0.1:6443        | -                                  | false
            https://localhost:6443        | -                                  | false
            http://kube.example.com:6443  | -                                  | false
            """)
    void without_proxy_url_the_environment_decides(String server, String exceptions, boolean proxied)
            throws IOException {
        write(".kube/config", text("server: '" + server + "'", "{}"));
        String no = exceptions == null ? "" : exceptions;

        assertThat(read(Map.of("HTTPS_PROXY", "p:1", "NO_PROXY", no)).proxy() != null)
                .isEqualTo(proxied);
        assertThat(read(Map.of("https_proxy", "http://p:1", "no_proxy", no)).proxy() != null)
                .isEqualTo(proxied);
    }

    @Test
    void what_gives_access_never_shows_the_token() throws IOException {
        write(".kube/config", text("server: https://home:6443", "{token: sekrettoken}"));

        assertThat(read(Map.of()).toString()).doesNotContain("sekrettoken");
    }

    private Access read(Map<String, String> environment) {
        return Kubeconfig.find(environment, home).orElseThrow().read();
    }

    private Path write(String name, String content) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }
}
