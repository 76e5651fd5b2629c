package org.example;

import org.apache.camel.main.Main;

public final class App {

    private App() {}

    public static void main(String[] args) throws Exception {
        System.exit(new Main().run(args));
    }
}
