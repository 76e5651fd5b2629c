package io.github.tektoncourier.docs;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The commands of a document, and which of them an API server without nodes can answer. */
final class KubectlCommands {

    private static final Pattern INLINE = Pattern.compile("`(kubectl [^`]+)`");

    /** What needs a pod that runs, or a volume that it made. */
    private static final Pattern OF_A_POD = Pattern.compile(
            "kubectl .*(rollout status|\\bexec\\b|\\blogs\\b|port-forward|condition=Ready|(delete|describe) pod|patch pvc).*");

    private static final List<String> MADE_LATER =
            List.of("tekton-courier-0", "tekton-courier-volume", "journal-tekton-courier-0");

    private KubectlCommands() {}

    /** All lines of shell blocks, then what stands in the prose; each once. */
    static List<String> of(Document document) {
        return Stream.concat(
                        document.blocks("sh").stream()
                                .flatMap(block -> block.content().lines()),
                        INLINE.matcher(document.text()).results().map(match -> match.group(1)))
                .distinct() // two restarts in one second are refused
                .toList();
    }

    static boolean needsPod(String command) {
        return OF_A_POD.matcher(command).matches();
    }

    /** Whether it names the pod or the StatefulSet that there is. */
    static boolean namesWhatIsThere(String command) {
        return command.contains(" -n tekton-courier ")
                && (command.contains(" statefulset/tekton-courier")
                        || MADE_LATER.stream().anyMatch(pod -> command.matches(".*[ /]" + pod + "( .*)?")));
    }

    /** The same, but that nothing is deleted for good: without controllers a namespace would never go. */
    static String harmless(String command) {
        return command.replace("kubectl delete -f", "kubectl delete --dry-run=server -f");
    }
}
