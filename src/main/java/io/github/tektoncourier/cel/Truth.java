package io.github.tektoncourier.cel;

/** What a condition is for one event, as CEL has it: what the event lacks leaves open only what depends on it. */
enum Truth {
    TRUE,
    FALSE,
    /** The event lacks what is read. */
    LACKING;

    static Truth of(boolean holds) {
        return holds ? TRUE : FALSE;
    }

    Truth and(Truth other) {
        return this == FALSE || other == FALSE ? FALSE : this == TRUE ? other : this;
    }

    Truth or(Truth other) {
        return this == TRUE || other == TRUE ? TRUE : this == FALSE ? other : this;
    }

    Truth not() {
        return switch (this) {
            case TRUE -> FALSE;
            case FALSE -> TRUE;
            case LACKING -> LACKING;
        };
    }
}
