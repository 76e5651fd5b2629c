package io.github.tektoncourier.watch.reflect;

import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.watch.api.ApiException;
import io.github.tektoncourier.watch.api.ApiServer;
import io.github.tektoncourier.watch.api.Envelope;
import io.github.tektoncourier.watch.api.ErrorAnswer;
import io.github.tektoncourier.watch.api.Resource;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which cluster a scope belongs to, so that a stored position is never used against another one: the configured name,
 * else the UID of kube-system, else (no right to read it) a hash of the API server's address and CA.
 */
public final class ClusterIdentity {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterIdentity.class);

    private final ApiServer api;
    private final Lock asking = new ReentrantLock();
    private final Predicate<String> used;
    private @Nullable String identity;

    /**
     * Sends no request yet.
     *
     * @param used whether positions are stored under an identity: a cluster that was known by its address stays so when
     *     the right to read kube-system is granted later, or everything would be met for the first time again
     */
    public ClusterIdentity(ApiServer api, String configured, Predicate<String> used) {
        this.api = api;
        this.used = used;
        this.identity = configured.isEmpty() ? null : configured;
    }

    /**
     * Asks the API server the first time, unless the name is configured.
     *
     * @throws ApiException when there is no answer; the caller tries again
     */
    public String get() throws ApiException, InterruptedException {
        asking.lockInterruptibly();
        try {
            String found = identity;
            if (found == null) {
                found = ask();
                identity = found;
            }
            return found;
        } finally {
            asking.unlock();
        }
    }

    private String ask() throws ApiException, InterruptedException {
        String byAddress = hash(api.address() + "\n" + api.certificateAuthority());
        if (used.test(byAddress)) {
            return byAddress;
        }
        Resource anyRuns = Resource.runs(RunKind.TASK_RUN, "", "");
        byte[] answer;
        try {
            answer = api.get("api/v1/namespaces/kube-system", new ErrorAnswer(anyRuns, "list"));
        } catch (ApiException e) {
            if (e.status() == 403 || e.status() == 404) {
                sayForbidden(e.status());
                return byAddress;
            }
            throw e;
        }
        String uid = Envelope.read(answer, 0, answer.length).text("metadata.uid");
        return uid.isEmpty() ? byAddress : uid;
    }

    private static void sayForbidden(int status) {
        if (status == 403) {
            LOG.warn(
                    "Not allowed to get namespaces \"kube-system\" (403), whose UID tells this cluster from others. The API"
                            + " server's address and CA do so instead: when they change, all runs are met for the first time. Set"
                            + " courier.cluster, or begin with a new journal after granting the verb get on \"namespaces\" in API"
                            + " group \"\", resource name \"kube-system\", by a ClusterRole and ClusterRoleBinding.");
        }
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
