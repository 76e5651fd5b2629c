package io.github.tektoncourier.demo.receivers;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Tells what reached whom, as it happens and in a table at the end. */
public final class DemoReport {
    private final PrintStream out;

    public DemoReport(PrintStream out) {
        this.out = out;
    }

    /** One line per delivery; may be called from several receivers' threads. */
    public synchronized void delivered(DeliveryLine delivery) {
        out.println(delivery.line());
    }

    /** A line of its own between the deliveries. */
    public synchronized void say(String line) {
        out.println(line);
    }

    /** Prints the final table and says whether the sum balances. */
    public synchronized boolean close(List<Balance> books) {
        int width = Math.max(
                12,
                books.stream().mapToInt(b -> b.subscription().length()).max().orElse(0));
        String row = "%-" + width + "s %9s %9s %9s %9s %9s%n";
        out.println();
        out.printf(Locale.ROOT, row, "subscription", "appended", "delivered", "filtered", "pending", "dead");
        for (Balance b : books) {
            out.printf(
                    Locale.ROOT,
                    row,
                    b.subscription(),
                    b.appended(),
                    b.delivered(),
                    b.filtered(),
                    b.pending(),
                    b.dead());
        }
        boolean balanced = books.stream().allMatch(Balance::balanced);
        out.println();
        if (balanced) {
            out.println("The books balance: appended = delivered + filtered + pending + dead, for every subscription.");
        }
        for (Balance b : books) {
            if (!b.balanced()) {
                out.println("The books of " + b.subscription() + " do NOT balance: " + b.appended() + " appended, but "
                        + (b.delivered() + b.filtered() + b.pending() + b.dead() + b.dropped())
                        + " accounted for. Please report this as a bug.");
            }
        }
        return balanced;
    }
}
