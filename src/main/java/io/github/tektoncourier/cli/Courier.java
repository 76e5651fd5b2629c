package io.github.tektoncourier.cli;

/** The program's entry point. */
public final class Courier {
    private Courier() {}

    public static void main(String[] args) {
        System.exit(2);
    }
}
