package io.github.tektoncourier.watch.api;

import io.github.tektoncourier.text.LogText;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Explains an error answer: which resource, which verb, where, and what to do. */
public record ErrorAnswer(Resource resource, String verb) {
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    /** An answer with a status of 400 or more. */
    public ApiException of(int code, Envelope status, @Nullable String retryAfter) {
        Duration wait = wait(retryAfter);
        Duration asked = wait.isZero() ? wait(status.text("details.retryAfterSeconds")) : wait;
        return of(code, status, asked);
    }

    /** An ERROR frame, which carries the same status in the middle of a watch. */
    public ApiException of(Envelope status) {
        return of(status.number("code"), status, wait(status.text("details.retryAfterSeconds")));
    }

    /** The resource is served, but in none of the versions that are read. */
    ApiException served(List<String> versions) {
        return new ApiException(
                ApiException.Kind.ABSENT,
                "cannot " + verb + " " + what() + ": the API server serves " + resource.plural() + " in "
                        + String.join(", ", versions) + ", but not in version " + resource.version()
                        + " (404), which the courier reads. Upgrade Tekton Pipelines to a release that serves "
                        + resource.version() + ", or take " + resource.plural() + " out of the kinds that are watched.",
                404,
                Duration.ZERO);
    }

    private ApiException of(int code, Envelope status, Duration wait) {
        String said = LogText.line(status.text("message"));
        ApiException.Kind kind = kind(code, status, said);
        String words =
                switch (kind) {
                    case GONE -> "the API server no longer has our place in the history";
                    case DENIED -> code == 401 ? unknownUser() : forbidden();
                    case ABSENT -> absent();
                    default -> answered(code, said);
                };
        return new ApiException(kind, words, code, wait);
    }

    private ApiException.Kind kind(int code, Envelope status, String said) {
        if (code == 410 || status.text("reason").equals("Expired") || said.contains("Too large resource version")) {
            return ApiException.Kind.GONE;
        }
        // A resource that is not served is answered with 404, too, but such an answer names no object.
        if (code == 404 && verb.equals("get") && !status.text("details.name").isEmpty()) {
            return ApiException.Kind.NO_SUCH_OBJECT;
        }
        return switch (code) {
            case 401, 403 -> ApiException.Kind.DENIED;
            case 404 -> ApiException.Kind.ABSENT;
            case 413, 504 -> ApiException.Kind.SLOW;
            default -> ApiException.Kind.PASSING;
        };
    }

    private String unknownUser() {
        return "cannot " + verb + " " + what() + ": the API server does not accept our credentials (401). Check the"
                + " token or certificate in the kubeconfig, or the pod's service account.";
    }

    private String forbidden() {
        boolean everywhere = resource.isClusterWide();
        return "not allowed to " + verb + " " + what() + " (403). Grant the verbs get, list and watch on \""
                + resource.plural() + "\" in API group \"" + resource.apiGroup() + "\" by a "
                + (everywhere
                        ? "ClusterRole and ClusterRoleBinding, or name the namespaces to watch"
                        : "Role and RoleBinding in namespace " + resource.namespace())
                + ".";
    }

    private String absent() {
        if (resource.apiGroup().isEmpty()) {
            return "cannot " + verb + " " + what() + ": the API server does not serve " + resource.plural()
                    + " (404), which every Kubernetes serves. Check the server in the kubeconfig: it may be a proxy,"
                    + " or no API server.";
        }
        return "cannot " + verb + " " + what() + ": the API server does not serve " + resource.plural() + " in version "
                + resource.version() + " (404). The CRD " + resource.qualified()
                + " is not installed: install Tekton Pipelines, or take " + resource.plural()
                + " out of the kinds that are watched.";
    }

    private String answered(int code, String said) {
        return "cannot " + verb + " " + what() + ": the API server answered " + code
                + (said.isEmpty() ? "" : " (" + said + ")");
    }

    private String what() {
        if (resource.plural().equals("namespaces")) {
            return "namespaces";
        }
        return resource.qualified()
                + (resource.isClusterWide() ? " in all namespaces" : " in namespace " + resource.namespace());
    }

    private static Duration wait(@Nullable String retryAfter) {
        if (retryAfter == null || retryAfter.isEmpty()) {
            return Duration.ZERO;
        }
        try {
            return bounded(Duration.ofSeconds(Long.parseLong(retryAfter.strip())));
        } catch (NumberFormatException e) {
            return date(retryAfter);
        }
    }

    private static Duration date(String text) {
        try {
            ZonedDateTime when = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
            return bounded(Duration.between(ZonedDateTime.now(when.getZone()), when));
        } catch (DateTimeParseException e) {
            return Duration.ZERO;
        }
    }

    private static Duration bounded(Duration wait) {
        Duration positive = wait.isNegative() ? Duration.ZERO : wait;
        return positive.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : positive;
    }
}
