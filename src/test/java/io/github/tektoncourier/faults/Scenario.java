package io.github.tektoncourier.faults;

/**
 * One thing that goes wrong in the field.
 *
 * @param name as given on the command line
 * @param what one line for people
 */
record Scenario(String name, String what, Play play) {

    /** What is done to the courier, and what must be so afterwards. */
    interface Play {
        void on(Trial trial) throws Exception;
    }

    @Override
    public String toString() {
        return name;
    }
}
