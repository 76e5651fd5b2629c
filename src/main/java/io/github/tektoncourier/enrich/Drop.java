package io.github.tektoncourier.enrich;

/** Why a core Event about a pod is not told. Most pods of a cluster are not Tekton's. */
public enum Drop {
    /** Its name is none that Tekton gives to pods, and the ledger does not know it. */
    FOREIGN_POD("foreign pod"),
    /** Its name could be Tekton's, and no run named the pod within the patience. */
    UNKNOWN_POD("unknown pod"),
    /** The run that made a pod of this name began after the Event. */
    EARLIER_POD("earlier pod");

    private final String words;

    Drop(String words) {
        this.words = words;
    }

    /** The label of the metric. */
    public String words() {
        return words;
    }
}
