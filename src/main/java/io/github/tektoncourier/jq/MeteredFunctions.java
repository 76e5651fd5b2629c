package io.github.tektoncourier.jq;

import io.github.tektoncourier.jq.MeteredFunction.Work;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.thisptr.jackson.jq.BuiltinFunctionLoader;
import net.thisptr.jackson.jq.Function;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Version;
import net.thisptr.jackson.jq.internal.JsonQueryFunction;

/**
 * The functions that a metered program has: what is not named here is not there. Left out are regular expressions, whose
 * library goes on without end, and what reads the machine: host name, environment, random numbers.
 */
public final class MeteredFunctions {

    private static final Set<String> CONSTANT = Set.of(
            "empty/0",
            "error/0",
            "error/1",
            "has/1",
            "header/1",
            "length/0",
            "not/0",
            "now/0",
            "path/1",
            "range/1",
            "range/2",
            "range/3",
            "type/0");

    private static final Set<String> READS = Set.of(
            "@base64/0",
            "@base64d/0",
            "@csv/0",
            "@sh/0",
            "@tsv/0",
            "ceil/0",
            "endswith/1",
            "floor/0",
            "from_entries/0",
            "fromdateiso8601/0",
            "implode/0",
            "infinite/0",
            "isinfinite/0",
            "isnan/0",
            "isnormal/0",
            "keys_unsorted/0",
            "ltrimstr/1",
            "nan/0",
            "paths/1",
            "reverse/0",
            "round/0",
            "rtrimstr/1",
            "sqrt/0",
            "startswith/1",
            "to_entries/0",
            "todateiso8601/0",
            "tojson/0",
            "tonumber/0",
            "tostring/0",
            "utf8bytelength/0");

    private static final Set<String> GROWS = Set.of("@html/0", "@uri/0", "explode/0", "fromjson/0");
    private static final Set<String> SORTS = Set.of("group_by/1", "keys/0", "max_by/1", "min_by/1", "sort_by/1");
    private static final Set<String> PAIRS = Set.of(
            "_indices/1",
            "contains/1",
            "delpaths/1",
            "getpath/1",
            "index/1",
            "indices/1",
            "join/1",
            "rindex/1",
            "setpath/2",
            "split/1");

    /** Written in jq of those above, so that their parts are metered. */
    private static final Set<String> WRITTEN = Set.of(
            "@json",
            "@text",
            "_flatten",
            "_modify",
            "add",
            "all",
            "any",
            "arrays",
            "ascii_downcase",
            "ascii_upcase",
            "booleans",
            "combinations",
            "del",
            "finites",
            "first",
            "flatten",
            "in",
            "inside",
            "isfinite",
            "iterables",
            "last",
            "leaf_paths",
            "limit",
            "map",
            "map_values",
            "max",
            "min",
            "normals",
            "nth",
            "nulls",
            "numbers",
            "objects",
            "paths",
            "pick",
            "recurse",
            "recurse_down",
            "scalars",
            "select",
            "sort",
            "strings",
            "transpose",
            "unique",
            "unique_by",
            "until",
            "values",
            "walk",
            "while",
            "with_entries");

    private MeteredFunctions() {}

    /** The names of all, without those that programs need not call by name. */
    public static Set<String> names() {
        Set<String> names = new TreeSet<>(WRITTEN);
        for (Set<String> group : List.of(CONSTANT, READS, GROWS, SORTS, PAIRS)) {
            group.forEach(name -> names.add(name.substring(0, name.indexOf('/'))));
        }
        names.removeIf(name -> name.startsWith("_") || name.startsWith("@"));
        return names;
    }

    /**
     * Adds them to a scope.
     *
     * @param more functions of Java beside jq's own, by name and number of arguments, of which those named here are taken
     */
    public static void load(Scope scope, Version version, Map<String, Function> more) {
        BuiltinFunctionLoader.getInstance()
                .listFunctions(MeteredFunctions.class.getClassLoader(), version, scope)
                .forEach((name, function) -> add(scope, name, function));
        more.forEach((name, function) -> add(scope, name, function));
    }

    private static void add(Scope scope, String name, Function function) {
        if (function instanceof JsonQueryFunction written) {
            String plain = name.contains("/") ? name.substring(0, name.lastIndexOf('/')) : name;
            if (WRITTEN.contains(plain)) {
                MeteredTree.meter(written);
                scope.addFunction(name, written);
            }
            return;
        }
        add(scope, name, function, CONSTANT, Work.CONSTANT);
        add(scope, name, function, READS, Work.READS);
        add(scope, name, function, GROWS, Work.GROWS);
        add(scope, name, function, SORTS, Work.SORTS);
        add(scope, name, function, PAIRS, Work.PAIRS);
    }

    /** jackson-jq has some functions with their number of arguments in the name, and others for any number. */
    private static void add(Scope scope, String name, Function function, Set<String> group, Work work) {
        for (String wanted : group) {
            if (wanted.equals(name)
                    || wanted.substring(0, wanted.lastIndexOf('/')).equals(name)) {
                scope.addFunction(wanted, new MeteredFunction(function, work));
            }
        }
    }
}
