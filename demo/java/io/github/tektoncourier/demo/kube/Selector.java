package io.github.tektoncourier.demo.kube;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which objects a request asks for: by namespace, labels and fields, as an API server reads them. */
record Selector(
        String namespace, List<Predicate<Map<String, String>>> labels, List<Predicate<Map<String, String>>> fields) {

    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._/-]*";
    private static final String VALUE = "[A-Za-z0-9._-]*";
    private static final Pattern EQUALITY = Pattern.compile("(" + NAME + ")\\s*(==|!=|=)\\s*(" + VALUE + ")");
    private static final Pattern SET = Pattern.compile("(" + NAME + ")\\s+(in|notin)\\s*\\(([A-Za-z0-9._,\\s-]*)\\)");
    private static final Pattern COMPARISON = Pattern.compile("(" + NAME + ")\\s*([<>])\\s*(-?\\d+)");
    private static final Set<String> EVENT_FIELDS = Set.of(
            "involvedObject.kind",
            "involvedObject.namespace",
            "involvedObject.name",
            "involvedObject.uid",
            "involvedObject.apiVersion",
            "involvedObject.resourceVersion",
            "involvedObject.fieldPath",
            "reason",
            "type",
            "source",
            "reportingComponent");
    private static final Pattern EXISTS = Pattern.compile("(!?)\\s*(" + NAME + ")");

    /** Reads a request's selectors; what cannot be read is the client's mistake and said so. */
    static Selector of(ApiResource resource, String namespace, String labelSelector, String fieldSelector) {
        List<Predicate<Map<String, String>>> labels = new ArrayList<>();
        for (String term : terms(labelSelector)) {
            labels.add(label(term));
        }
        List<Predicate<Map<String, String>>> fields = new ArrayList<>();
        for (String term : terms(fieldSelector)) {
            fields.add(field(resource, term));
        }
        return new Selector(namespace, labels, fields);
    }

    boolean matches(Stored stored) {
        return (namespace.isEmpty() || namespace.equals(stored.namespace()))
                && labels.stream().allMatch(p -> p.test(stored.labels()))
                && fields.stream().allMatch(p -> p.test(stored.fields()));
    }

    /** Whether every object of the namespace is asked for. */
    boolean isEmpty() {
        return labels.isEmpty() && fields.isEmpty();
    }

    private static List<String> terms(String selector) {
        List<String> terms = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i <= selector.length(); i++) {
            char c = i == selector.length() ? ',' : selector.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && (depth == 0 || i == selector.length())) {
                terms.add(selector.substring(start, i).trim());
                start = i + 1;
            }
        }
        terms.removeIf(String::isEmpty);
        return terms;
    }

    private static Predicate<Map<String, String>> label(String term) {
        Matcher set = SET.matcher(term);
        if (set.matches()) {
            String key = set.group(1);
            Set<String> values = Set.copyOf(List.of(set.group(3).trim().split("\\s*,\\s*")));
            return set.group(2).equals("in")
                    ? m -> m.containsKey(key) && values.contains(m.get(key))
                    : m -> !m.containsKey(key) || !values.contains(m.get(key));
        }
        Matcher equality = EQUALITY.matcher(term);
        if (equality.matches()) {
            return equality(equality.group(1), equality.group(2), equality.group(3));
        }
        Matcher comparison = COMPARISON.matcher(term);
        if (comparison.matches()) {
            return comparison(comparison.group(1), comparison.group(2), Long.parseLong(comparison.group(3)));
        }
        Matcher exists = EXISTS.matcher(term);
        if (exists.matches()) {
            String key = exists.group(2);
            return exists.group(1).isEmpty() ? m -> m.containsKey(key) : m -> !m.containsKey(key);
        }
        throw ApiError.badRequest("unable to parse requirement: <nil>: Invalid value: \"" + term + "\"");
    }

    private static Predicate<Map<String, String>> equality(String key, String operator, String value) {
        return operator.equals("!=") ? m -> !value.equals(m.get(key)) : m -> value.equals(m.get(key));
    }

    private static Predicate<Map<String, String>> comparison(String key, String operator, long bound) {
        return m -> {
            try {
                long value = Long.parseLong(m.getOrDefault(key, ""));
                return operator.equals(">") ? value > bound : value < bound;
            } catch (NumberFormatException e) {
                return false;
            }
        };
    }

    private static Predicate<Map<String, String>> field(ApiResource resource, String term) {
        Matcher matcher = Pattern.compile("([^=!]+?)(==|!=|=)(.*)").matcher(term);
        if (!matcher.matches()) {
            throw ApiError.badRequest("invalid selector: '" + term + "'; can't understand '" + term + "'");
        }
        String key = matcher.group(1);
        if (!supported(resource, key)) {
            throw ApiError.badRequest("field label not supported: " + key);
        }
        return equality(key, matcher.group(2), matcher.group(3));
    }

    private static boolean supported(ApiResource resource, String key) {
        return switch (key) {
            case "metadata.name" -> true;
            case "metadata.namespace" -> resource.namespaced();
            case "status.phase", "spec.nodeName" -> resource.equals(ApiResource.PODS);
            default -> resource.equals(ApiResource.EVENTS) && EVENT_FIELDS.contains(key);
        };
    }
}
