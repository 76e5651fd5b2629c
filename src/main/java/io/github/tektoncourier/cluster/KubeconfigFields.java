package io.github.tektoncourier.cluster;

import io.fabric8.kubernetes.api.model.AuthProviderConfig;
import io.fabric8.kubernetes.api.model.NamedAuthInfo;
import io.fabric8.kubernetes.api.model.NamedCluster;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names what a kubeconfig asks for and does not happen. */
final class KubeconfigFields {

    private KubeconfigFields() {}

    static List<String> unsupported(String where, NamedCluster cluster, @Nullable NamedAuthInfo user) {
        List<String> warnings = new ArrayList<>();
        String ofCluster = where + ": cluster \"" + cluster.getName() + "\" has ";
        unknown(ofCluster, cluster.getCluster().getAdditionalProperties(), warnings);
        if (user != null) {
            String ofUser = where + ": user \"" + user.getName() + "\" has ";
            unknown(ofUser, user.getUser().getAdditionalProperties(), warnings);
            authProvider(ofUser, user.getUser().getAuthProvider(), warnings);
            if (user.getUser().getAs() == null && user.getUser().getAsUid() != null) {
                warnings.add(ofUser + "as-uid without as, which does nothing.");
            }
        }
        return warnings;
    }

    private static void unknown(String whose, Map<String, Object> fields, List<String> warnings) {
        fields.forEach((name, value) -> {
            if (!(value instanceof File)) { // where the client's reader notes the file down
                warnings.add(whose + "the field " + Printable.of(name)
                        + ", which the courier does not know: it does nothing.");
            }
        });
    }

    private static void authProvider(String whose, @Nullable AuthProviderConfig provider, List<String> warnings) {
        if (provider != null && !"oidc".equalsIgnoreCase(provider.getName())) {
            warnings.add(whose + "the auth-provider " + Printable.of(provider.getName())
                    + ", which is not supported, nor by kubectl since 1.26: the token in it is used until it expires."
                    + " Use the exec plugin of your provider instead.");
        }
    }

    private static final class Printable {
        static String of(@Nullable String name) {
            return "\"" + String.valueOf(name).replaceAll("[^A-Za-z0-9._-]", "?") + "\"";
        }
    }
}
