package io.github.tektoncourier.demo;

import java.util.HashMap;
import java.util.Map;

/** Options of the small programs in this package, as {@code --name value} pairs. */
public final class Arguments {
    private final Map<String, String> values = new HashMap<>();

    public Arguments(String[] args, Map<String, String> defaults) {
        values.putAll(defaults);
        for (int i = 0; i < args.length; i += 2) {
            String name = args[i].replaceFirst("^--", "");
            if (!defaults.containsKey(name) || i + 1 == args.length) {
                throw new IllegalArgumentException("Unknown or incomplete option " + args[i] + ". There are: --"
                        + String.join(
                                ", --", defaults.keySet().stream().sorted().toList()));
            }
            values.put(name, args[i + 1]);
        }
    }

    public String text(String name) {
        return values.getOrDefault(name, "");
    }

    public int number(String name) {
        try {
            return Integer.parseInt(text(name));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--" + name + " takes a number, not " + text(name), e);
        }
    }
}
