package io.github.tektoncourier.cloudevent.format;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How Go and Kubernetes write what people may write in many ways: {@code 60m} comes back as {@code 1h0m0s},
 * {@code 1000m} as {@code 1}. What cannot be read stays as it is.
 */
final class GoText {

    private static final Pattern PART =
            Pattern.compile("(\\d{1,18}(?:\\.\\d{0,18})?|\\.\\d{1,18})(ns|us|µs|μs|ms|s|m|h)");
    private static final Pattern DURATION = Pattern.compile("[-+]?(?:" + PART.pattern() + "){1,20}");
    private static final Map<String, BigDecimal> NANOS = Map.of(
            "ns", BigDecimal.ONE,
            "us", BigDecimal.valueOf(1_000),
            "µs", BigDecimal.valueOf(1_000),
            "μs", BigDecimal.valueOf(1_000),
            "ms", BigDecimal.valueOf(1_000_000),
            "s", BigDecimal.valueOf(1_000_000_000L),
            "m", BigDecimal.valueOf(60_000_000_000L),
            "h", BigDecimal.valueOf(3_600_000_000_000L));

    private static final Pattern QUANTITY = Pattern.compile(
            "([-+]?(?:\\d{1,40}(?:\\.\\d{0,40})?|\\.\\d{1,40}))([numkMGTPE]|[KMGTPE]i|[eE][-+]?\\d{1,2})?");
    private static final int LONGEST_KEPT = 18;
    private static final List<String> DECIMAL = List.of("n", "u", "m", "", "k", "M", "G", "T", "P", "E");
    private static final List<String> BINARY = List.of("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei");
    private static final BigInteger KIBI = BigInteger.valueOf(1024);

    private GoText() {}

    /** In UTC, to the second. */
    static String time(String text) {
        try {
            return DateTimeFormatter.ISO_INSTANT.format(OffsetDateTime.parse(text)
                    .withOffsetSameInstant(ZoneOffset.UTC)
                    .truncatedTo(ChronoUnit.SECONDS));
        } catch (DateTimeException e) {
            return text;
        }
    }

    static String duration(String text) {
        if (text.equals("0") || text.equals("+0") || text.equals("-0")) {
            return "0s";
        }
        if (text.length() > 100 || !DURATION.matcher(text).matches()) {
            return text;
        }
        BigDecimal nanos = BigDecimal.ZERO;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            BigDecimal unit = NANOS.getOrDefault(part.group(2), BigDecimal.ZERO);
            nanos = nanos.add(new BigDecimal(part.group(1)).multiply(unit).setScale(0, RoundingMode.DOWN));
        }
        boolean fits = nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
        return fits ? (text.startsWith("-") && nanos.signum() > 0 ? "-" : "") + written(nanos.longValue()) : text;
    }

    private static String written(long nanos) {
        if (nanos == 0) {
            return "0s";
        }
        if (nanos < 1_000) {
            return nanos + "ns";
        }
        if (nanos < 1_000_000) {
            return plain(BigDecimal.valueOf(nanos, 3)) + "µs";
        }
        if (nanos < 1_000_000_000L) {
            return plain(BigDecimal.valueOf(nanos, 6)) + "ms";
        }
        long minutes = nanos / 60_000_000_000L;
        String seconds = plain(BigDecimal.valueOf(nanos % 60_000_000_000L, 9)) + "s";
        if (minutes == 0) {
            return seconds;
        }
        return (minutes >= 60 ? minutes / 60 + "h" : "") + minutes % 60 + "m" + seconds;
    }

    static String quantity(String text) {
        Matcher matcher = QUANTITY.matcher(text);
        if (!matcher.matches()) {
            return text;
        }
        BigDecimal number = new BigDecimal(matcher.group(1));
        String suffix = matcher.group(2) == null ? "" : matcher.group(2);
        if (isKept(matcher.group(1).replaceFirst("^[-+]?0*", ""), suffix)) {
            return text;
        }
        if (suffix.length() == 2 && suffix.endsWith("i")) {
            return binary(number.multiply(new BigDecimal(KIBI.pow(BINARY.indexOf(suffix)))));
        }
        if (suffix.length() > 1) {
            return exponent(number.scaleByPowerOfTen(Integer.parseInt(suffix.substring(1))));
        }
        return decimal(number.scaleByPowerOfTen(3 * (DECIMAL.indexOf(suffix) - 3)));
    }

    /** What Kubernetes takes for normal at first sight, it leaves as it was written: {@code 1.500}, {@code +1}, {@code 1E3}. */
    private static boolean isKept(String number, String suffix) {
        int point = number.indexOf('.');
        int decimals = point < 0 ? 0 : number.length() - point - 1;
        String digits = number.replace(".", "");
        if (suffix.endsWith("i")) {
            int power = 10 * BINARY.indexOf(suffix);
            return decimals == 0
                    && !digits.isEmpty()
                    && digits.length() <= 14 - power * 3 / 10
                    && Long.parseLong(digits) % 8 != 0;
        }
        int scale = (suffix.length() > 1 ? Integer.parseInt(suffix.substring(1)) : 3 * (DECIMAL.indexOf(suffix) - 3))
                - decimals;
        return !digits.isEmpty()
                && point != 0
                && digits.length() <= LONGEST_KEPT
                && scale >= -9
                && scale % 3 == 0
                && !digits.endsWith("000");
    }

    private static String decimal(BigDecimal number) {
        Thousands of = Thousands.of(number);
        return of.power() + 3 < DECIMAL.size()
                ? of.digits() + DECIMAL.get(of.power() + 3)
                : of.digits().toString();
    }

    private static String exponent(BigDecimal number) {
        Thousands of = Thousands.of(number);
        return of.digits() + (of.power() == 0 ? "" : "e" + 3 * of.power());
    }

    private static String binary(BigDecimal number) {
        boolean whole = number.stripTrailingZeros().scale() <= 0;
        if (!whole || number.abs().compareTo(new BigDecimal(KIBI)) < 0) {
            return decimal(number);
        }
        BigInteger digits = number.toBigInteger();
        int power = 0;
        while (power + 1 < BINARY.size() && digits.mod(KIBI).signum() == 0) {
            digits = digits.divide(KIBI);
            power++;
        }
        return digits + BINARY.get(power);
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    /** A number as whole digits and the highest power of a thousand; nothing is finer than a billionth. */
    private record Thousands(BigInteger digits, int power) {
        static Thousands of(BigDecimal number) {
            BigDecimal stripped = number.setScale(Math.min(number.scale(), 9), RoundingMode.UP)
                    .stripTrailingZeros();
            if (stripped.signum() == 0) {
                return new Thousands(BigInteger.ZERO, 0);
            }
            int power = Math.min(Math.floorDiv(-stripped.scale(), 3), 6);
            return new Thousands(stripped.scaleByPowerOfTen(-3 * power).toBigIntegerExact(), power);
        }
    }
}
