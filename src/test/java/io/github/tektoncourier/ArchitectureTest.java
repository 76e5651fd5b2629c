package io.github.tektoncourier;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.text.DateFormat;
import java.text.NumberFormat;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Holds the walls of the house: which package may know which. */
@AnalyzeClasses(packages = ArchitectureTest.BASE, importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    static final String BASE = "io.github.tektoncourier";

    /** Every package of ours, and which others of ours it may use. All may use {@code text}, which uses none. */
    private static final Map<String, Set<String>> MAY_USE = new HashMap<>();

    static {
        allow("text");
        allow("proxy");
        allow("egress");
        allow("filter");
        allow("run", "filter");
        allow("moment", "run");
        allow("cloudevent", "moment", "run");
        allow("cloudevent.format", "cloudevent", "run");
        allow("cel", "cloudevent");
        allow("cel.camel", "cel", "cloudevent");
        allow("jq", "cloudevent");
        allow("jq.camel", "jq");
        allow("enrich", "run");
        allow("cluster", "proxy", "run", "slot");
        allow("watch.api", "cluster", "run");
        allow("watch.reflect", "filter", "run", "watch.api");
        allow("watch.namespaces", "filter", "run", "watch.api", "watch.reflect");
        allow("watch", "cluster", "run", "watch.api", "watch.namespaces", "watch.reflect");
        allow("slot", "run");
        allow("journal.history");
        allow("journal.tail", "run");
        allow("journal", "cloudevent", "filter", "journal.history", "journal.tail", "run", "slot");
        allow("logs", "cloudevent", "journal.tail", "run", "watch.api");
        allow("journal.track", "filter", "journal", "journal.history");
        allow("journal.append", "cloudevent", "journal", "journal.track", "run");
        allow("journal.delivery.budget", "journal");
        allow("journal.delivery", "cloudevent", "journal", "journal.delivery.budget", "journal.track", "run", "slot");
        allow("journal.camel", "cloudevent", "egress", "filter", "journal", "journal.engine", "run", "slot");
        allow("journal.sqlite.store", "journal", "journal.append", "journal.history", "journal.track", "run");
        allow("journal.sqlite.retain", "journal", "journal.append", "journal.sqlite.store");
        allow("journal.sqlite.repair", "journal", "journal.append", "journal.sqlite.store", "journal.track");
        allow(
                "journal.sqlite.write",
                "cloudevent",
                "journal",
                "journal.append",
                "journal.sqlite.retain",
                "journal.sqlite.store",
                "journal.track",
                "run");
        allow(
                "journal.sqlite",
                "cloudevent",
                "journal",
                "journal.append",
                "journal.delivery",
                "journal.delivery.budget",
                "journal.history",
                "journal.sqlite.repair",
                "journal.sqlite.retain",
                "journal.sqlite.store",
                "journal.sqlite.write",
                "journal.tail",
                "journal.track",
                "run");
        allow("journal.engine", "journal", "journal.sqlite");
        allow("kamelet", "cloudevent", "cloudevent.format", "run");
        allow("kamelet.tls");
        allow("kamelet.http", "cloudevent", "cloudevent.format", "egress", "kamelet", "kamelet.tls", "proxy");
        allow("kamelet.kafka", "cloudevent", "cloudevent.format", "journal", "kamelet", "kamelet.tls");
        allow("kamelet.slack.template");
        allow(
                "kamelet.slack",
                "cloudevent",
                "cloudevent.format",
                "journal",
                "journal.tail",
                "kamelet",
                "kamelet.http",
                "kamelet.slack.template",
                "run");
        allow("routes.check.placeholder");
        allow("routes.check.jq", "routes.check.placeholder");
        allow(
                "routes.check.file",
                "cloudevent",
                "filter",
                "moment",
                "routes.check.jq",
                "routes.check.placeholder",
                "run");
        allow("routes.check.grammar", "routes.check.file", "routes.check.placeholder");
        allow(
                "routes.check.kamelet",
                "filter",
                "journal",
                "kamelet",
                "kamelet.http",
                "kamelet.kafka",
                "kamelet.slack",
                "routes.check.file",
                "run",
                "slot");
        allow(
                "routes.check.event",
                "cel",
                "cloudevent",
                "moment",
                "routes.check.file",
                "routes.check.jq",
                "routes.check.kamelet",
                "routes.check.placeholder",
                "run");
        allow(
                "routes.check",
                "cel",
                "routes.check.event",
                "routes.check.file",
                "routes.check.grammar",
                "routes.check.jq",
                "routes.check.kamelet",
                "routes.check.placeholder");
        allow("routes.rotate", "kamelet.tls", "routes.check.file", "routes.check.kamelet", "routes.check.placeholder");
        allow(
                "routes.camel",
                "cloudevent",
                "journal.camel",
                "routes.check.file",
                "routes.check.grammar",
                "routes.check.placeholder");
        allow("routes.tenant", "egress", "journal", "jq", "routes.check.file", "routes.check.jq");
        allow(
                "routes",
                "cloudevent",
                "egress",
                "journal",
                "journal.camel",
                "kamelet",
                "routes.camel",
                "routes.check",
                "routes.check.file",
                "routes.check.grammar",
                "routes.check.jq",
                "routes.check.kamelet",
                "routes.check.placeholder",
                "routes.rotate",
                "routes.tenant");
        allow("registration", "filter", "routes", "routes.check.file", "watch.api");
        allow(
                "offline",
                "cloudevent",
                "cloudevent.format",
                "journal",
                "journal.delivery",
                "kamelet.http",
                "kamelet.kafka",
                "moment",
                "routes",
                "routes.check.grammar",
                "run",
                "slot");
        allow("sinktest", "filter", "offline", "routes.check.event", "routes.check.file");
        allow("ops", "enrich", "journal", "journal.history", "watch", "watch.api", "watch.reflect");
        allow("api.json", "journal", "journal.history");
        allow("api", "api.json", "journal", "journal.history", "ops");
        allow("api.client", "api.json", "journal", "journal.history", "ops");
        allow(
                "",
                "api",
                "cloudevent",
                "cluster",
                "egress",
                "enrich",
                "journal",
                "journal.camel",
                "journal.engine",
                "kamelet.http",
                "kamelet.kafka",
                "logs",
                "moment",
                "offline",
                "ops",
                "registration",
                "routes",
                "routes.camel",
                "routes.tenant",
                "run",
                "watch",
                "watch.api",
                "watch.namespaces",
                "watch.reflect");
        allow(
                "cli",
                "",
                "api.client",
                "api.json",
                "cloudevent",
                "cloudevent.format",
                "cluster",
                "journal",
                "journal.engine",
                "journal.history",
                "moment",
                "offline",
                "ops",
                "routes",
                "routes.check.file",
                "run",
                "sinktest",
                "demo.kube",
                "demo.play",
                "demo.receivers");
        allow("demo");
        allow("demo.kube", "demo");
        allow("demo.play", "demo", "demo.kube");
        allow("demo.receivers", "demo");
    }

    @ArchTest
    static final ArchRule each_package_uses_only_those_that_the_table_allows =
            classes().should(beAllowed());

    /** A name that two classes have says in no log line, stack trace or search which one is meant. */
    @ArchTest
    static void each_simple_name_is_there_once(JavaClasses all) {
        Map<String, List<String>> named = all.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(
                        JavaClass::getSimpleName, Collectors.mapping(JavaClass::getName, Collectors.toList())));
        named.values().removeIf(types -> types.size() == 1);

        assertThat(named).isEmpty();
    }

    @ArchTest
    static final ArchRule packages_are_free_of_cycles =
            slices().matching(BASE + ".(**)").should().beFreeOfCycles();

    /** With all that is inside of each: a room and its neighbour are as free of cycles as two packages are. */
    @ArchTest
    static void rooms_that_lie_side_by_side_are_free_of_cycles_at_every_depth(JavaClasses all) {
        Set<String> houses = new TreeSet<>(Set.of(BASE));
        MAY_USE.keySet().stream()
                .filter(name -> name.contains("."))
                .forEach(name -> houses.add(BASE + "." + name.substring(0, name.lastIndexOf('.'))));

        houses.forEach(house ->
                slices().matching(house + ".(*)..").should().beFreeOfCycles().check(all));
    }

    /** A newcomer reads the list of a package at one glance. */
    @ArchTest
    static void no_package_has_more_than_30_files(JavaClasses all) {
        Map<String, Long> files = all.stream()
                .filter(type -> type.isTopLevelClass())
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
        files.values().removeIf(count -> count <= 30);

        assertThat(files).isEmpty();
    }

    /** Any other class that uses one of the demo's fails where its jar is left out; and the demo needs no log. */
    @ArchTest
    static final ArchRule one_class_knows_the_demo = noClasses()
            .that()
            .resideOutsideOfPackage(BASE + ".demo..")
            .and()
            .doNotHaveSimpleName("DemoSession")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(BASE + ".demo..");

    @ArchTest
    static final ArchRule the_demo_stands_alone = noClasses()
            .that()
            .resideInAPackage(BASE + ".demo..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(BASE + ".text..");

    @ArchTest
    static final ArchRule camel_stays_at_the_rim = noClasses()
            .that()
            .resideOutsideOfPackages(
                    BASE,
                    BASE + ".watch",
                    BASE + ".cel.camel",
                    BASE + ".jq.camel",
                    BASE + ".journal.camel",
                    BASE + ".kamelet..",
                    BASE + ".routes..",
                    BASE + ".offline",
                    BASE + ".ops")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.camel..");

    /** The component's option takes the client that an application has; its configurer is made by Camel's tools. */
    @ArchTest
    static final ArchRule fabric8_stays_at_the_cluster = noClasses()
            .that()
            .resideOutsideOfPackages(BASE + ".watch.api", BASE + ".cluster")
            .and()
            .haveNameNotMatching(".*\\.watch\\.TektonComponent(Configurer)?")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.fabric8..");

    @ArchTest
    static final ArchRule the_reflector_knows_no_http = noClasses()
            .that()
            .resideInAPackage(BASE + ".watch.reflect")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net.http..", "io.vertx..", "io.netty..", "org.apache.hc..");

    @ArchTest
    static final ArchRule sql_stays_in_its_engine = noClasses()
            .that()
            .resideOutsideOfPackage(BASE + ".journal.sqlite..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "org.sqlite..");

    @ArchTest
    static final ArchRule cel_stays_in_its_package = noClasses()
            .that()
            .resideOutsideOfPackage(BASE + ".cel")
            .should()
            .dependOnClassesThat(JavaClass.Predicates.resideInAnyPackage("dev.cel..", "com.google..")
                    .and(DescribedPredicate.not(JavaClass.Predicates.resideInAPackage("com.google.re2j.."))));

    /** Users' patterns and lines of logs: no other regular expressions are safe from both. */
    @ArchTest
    static final ArchRule re2_is_for_logs = noClasses()
            .that()
            .resideOutsideOfPackages(BASE + ".cel", BASE + ".logs")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.google.re2j..");

    @ArchTest
    static final ArchRule kafka_stays_at_its_kamelet = noClasses()
            .that()
            .resideOutsideOfPackage(BASE + ".kamelet.kafka")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..");

    /** In Arabic, Persian and other locales {@code %d} prints digits that no receiver and no script reads. */
    @ArchTest
    static final ArchRule nothing_is_written_as_the_machines_locale_has_it = noClasses()
            .that()
            .haveSimpleNameNotEndingWith("Configurer") // made by Camel's tools
            .should()
            .callMethod(String.class, "format", String.class, Object[].class)
            .orShould()
            .callMethod(String.class, "formatted", Object[].class)
            .orShould()
            .callMethod(String.class, "toLowerCase")
            .orShould()
            .callMethod(String.class, "toUpperCase")
            .orShould()
            .callMethod(PrintStream.class, "printf", String.class, Object[].class)
            .orShould()
            .callMethod(PrintStream.class, "format", String.class, Object[].class)
            .orShould()
            .callMethod(PrintWriter.class, "printf", String.class, Object[].class)
            .orShould()
            .callMethod(PrintWriter.class, "format", String.class, Object[].class)
            .orShould()
            .callMethod(DateTimeFormatter.class, "ofPattern", String.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(NumberFormat.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(DateFormat.class);

    private static void allow(String name, String... used) {
        MAY_USE.put(name, Set.of(used));
    }

    private static ArchCondition<JavaClass> beAllowed() {
        return new ArchCondition<>("use only what MAY_USE allows to their package") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                String own = room(type);
                Set<String> allowed = MAY_USE.get(own);
                if (allowed == null) {
                    events.add(SimpleConditionEvent.violated(
                            type, "the package of " + type.getName() + " is missing in MAY_USE"));
                    return;
                }
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    JavaClass target = dependency.getTargetClass().getBaseComponentType();
                    String used = room(target);
                    boolean ours = target.getPackageName().startsWith(BASE);
                    if (ours && !used.equals(own) && !used.equals("text") && !allowed.contains(used)) {
                        events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                    }
                }
            }
        };
    }

    /** The package without what all share: empty for the root. */
    private static String room(JavaClass type) {
        String name = type.getPackageName();
        return name.equals(BASE) ? "" : name.replaceFirst("^" + BASE.replace(".", "\\.") + "\\.", "");
    }
}
