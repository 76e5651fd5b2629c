package io.github.tektoncourier.cluster;

import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.ExecConfig;
import io.fabric8.kubernetes.api.model.NamedAuthInfo;
import io.fabric8.kubernetes.api.model.NamedCluster;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.internal.KubeConfigUtils;
import io.github.tektoncourier.proxy.ProxyAddress;
import io.github.tektoncourier.text.LogText;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads kubeconfig files as kubectl does, also what the client's own reader leaves aside: {@code proxy-url} in front of
 * an https server, {@code tokenFile}, {@code tls-server-name}, {@code as} and its like (fabric8 7.5,
 * KubeConfigUtils.merge).
 */
final class Kubeconfig {

    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);

    private final Map<String, String> environment;
    private final List<Path> files;

    private Kubeconfig(Map<String, String> environment, List<Path> files) {
        this.environment = environment;
        this.files = files;
    }

    /** The files of {@code $KUBECONFIG} that exist, else {@code ~/.kube/config}; empty where there is none. */
    static Optional<Kubeconfig> find(Map<String, String> environment, Path home) {
        String named = environment.getOrDefault("KUBECONFIG", "").strip();
        Stream<Path> candidates = named.isEmpty()
                ? Stream.of(home.resolve(".kube").resolve("config"))
                : Stream.of(named.split(File.pathSeparator))
                        .filter(s -> !s.isEmpty())
                        .map(Path::of);
        List<Path> files = candidates
                .filter(Files::isRegularFile)
                .map(Path::toAbsolutePath)
                .toList();
        return files.isEmpty() ? Optional.empty() : Optional.of(new Kubeconfig(environment, files));
    }

    /**
     * Reads all of it anew; the first file to set a value wins, as with kubectl.
     *
     * @throws KubeconfigException when it cannot be read, or names what is not there
     */
    Access read() {
        List<io.fabric8.kubernetes.api.model.Config> parsed = new ArrayList<>();
        for (Path file : files) {
            parsed.add(parse(file));
        }
        String context = context(parsed);
        NamedContexts names = NamedContexts.of(context, parsed, where());
        NamedCluster cluster = names.cluster();
        Optional<NamedAuthInfo> user = names.user();
        user.map(NamedAuthInfo::getUser).ifPresent(found -> ExecPlugin.prepare(found, cluster.getCluster()));
        Config config = Config.empty();
        PluginNotice notice = notice(user.map(NamedAuthInfo::getUser).map(AuthInfo::getExec), context);
        try {
            KubeConfigUtils.merge(config, context, parsed.toArray(io.fabric8.kubernetes.api.model.Config[]::new));
        } catch (KubernetesClientException e) {
            throw new KubeconfigException(
                    where() + ": the credentials plugin of context \"" + context + "\" cannot be run: " + root(e), e);
        } finally {
            notice.close();
        }
        return access(config, cluster, user.orElse(null));
    }

    private PluginNotice notice(Optional<ExecConfig> exec, String context) {
        String command = exec.map(ExecConfig::getCommand).orElse("");
        return new PluginNotice(
                command, where() + ", context " + LogText.quoted(context), PluginNotice.PATIENCE, LOG::warn);
    }

    private Access access(Config config, NamedCluster cluster, @Nullable NamedAuthInfo named) {
        AuthInfo user = named == null ? new AuthInfo() : named.getUser();
        String proxyUrl = cluster.getCluster().getProxyUrl();
        ProxyAddress proxy = blank(proxyUrl)
                ? Proxies.inFrontOf(config.getMasterUrl(), environment)
                : Proxies.named(where() + ": proxy-url of cluster \"" + cluster.getName() + "\"", proxyUrl);
        config.setHttpProxy(null);
        config.setHttpsProxy(null);
        impersonate(config, user);
        String token = config.getAutoOAuthToken();
        return new Access(
                config,
                blank(token) ? null : token,
                named == null || blank(user.getTokenFile()) ? null : beside(named, user.getTokenFile()),
                blank(cluster.getCluster().getTlsServerName())
                        ? null
                        : cluster.getCluster().getTlsServerName(),
                blank(user.getAsUid()) ? null : user.getAsUid(),
                proxy,
                Stream.concat(
                                files.stream(),
                                Stream.of(config.getCaCertFile(), config.getClientCertFile(), config.getClientKeyFile())
                                        .filter(Objects::nonNull)
                                        .map(Path::of))
                        .toList(),
                KubeconfigFields.unsupported(where(), cluster, named));
    }

    private static void impersonate(Config config, AuthInfo user) {
        if (!blank(user.getAs())) {
            config.setImpersonateUsername(user.getAs());
            config.setImpersonateGroups(
                    user.getAsGroups() == null
                            ? new String[0]
                            : user.getAsGroups().toArray(String[]::new));
            config.setImpersonateExtras(user.getAsUserExtra());
        }
    }

    /** A path in a kubeconfig is relative to the folder of the file that holds it. */
    private Path beside(NamedAuthInfo user, String path) {
        return user.getAdditionalProperties().values().stream()
                .filter(File.class::isInstance)
                .map(file -> ((File) file).toPath().toAbsolutePath().resolveSibling(path))
                .findFirst()
                .orElseGet(() -> files.get(0).resolveSibling(path));
    }

    private static io.fabric8.kubernetes.api.model.Config parse(Path file) {
        try {
            return KubeConfigUtils.parseConfig(file.toFile());
        } catch (RuntimeException e) {
            throw new KubeconfigException(
                    "The kubeconfig " + file + " cannot be read as YAML. Check it by: kubectl config view", e);
        }
    }

    private String context(List<io.fabric8.kubernetes.api.model.Config> parsed) {
        return parsed.stream()
                .map(io.fabric8.kubernetes.api.model.Config::getCurrentContext)
                .filter(name -> !blank(name))
                .findFirst()
                .orElseThrow(() -> new KubeconfigException(
                        where() + " has no current-context. Choose one by: kubectl config use-context NAME"));
    }

    private String where() {
        return "The kubeconfig "
                + String.join(
                        File.pathSeparator, files.stream().map(Path::toString).toList());
    }

    private static String root(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName();
    }

    private static boolean blank(@Nullable String text) {
        return text == null || text.isBlank();
    }
}
