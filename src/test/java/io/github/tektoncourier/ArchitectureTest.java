package io.github.tektoncourier;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.text.DateFormat;
import java.text.NumberFormat;
import java.time.format.DateTimeFormatter;

/** Holds the walls of the house: who may know whom. */
@AnalyzeClasses(packages = ArchitectureTest.BASE, importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    static final String BASE = "io.github.tektoncourier";

    @ArchTest
    static final ArchRule no_stage_knows_a_later_one = classes()
            .that()
            .resideInAPackage(BASE + ".run")
            .should()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackages(others("run"))
            .because("run/ imports nothing of ours");

    @ArchTest
    static final ArchRule watch_knows_runs_and_the_way_to_the_cluster = stage("watch", "cluster", "run");

    @ArchTest
    static final ArchRule the_way_to_the_cluster_knows_proxies = stage("cluster", "proxy");

    @ArchTest
    static final ArchRule proxies_know_nobody = stage("proxy");

    @ArchTest
    static final ArchRule enrich_knows_only_runs = stage("enrich", "run");

    @ArchTest
    static final ArchRule moments_know_only_runs = stage("moment", "run");

    @ArchTest
    static final ArchRule cloud_events_know_moments_and_runs = stage("cloudevent", "moment", "run");

    @ArchTest
    static final ArchRule the_journal_knows_cloud_events = stage("journal", "cloudevent", "filter", "run");

    @ArchTest
    static final ArchRule sinks_never_see_the_journal = stage("sink", "cloudevent", "filter", "proxy", "run");

    @ArchTest
    static final ArchRule filters_know_nobody = stage("filter", "run");

    @ArchTest
    static final ArchRule the_demo_knows_nothing_of_the_product = classes()
            .that()
            .resideInAPackage(BASE + ".demo..")
            .should()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackages(others("demo"))
            .andShould()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackages(BASE, BASE + ".text..");

    /** Any other class that uses one of the demo's fails where its jar is left out. */
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
    static final ArchRule text_is_below_everything = classes()
            .that()
            .resideInAPackage(BASE + ".text..")
            .should()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackages(others())
            .andShould()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackage(BASE);

    @ArchTest
    static final ArchRule camel_stays_at_the_rim = noClasses()
            .that()
            .resideInAnyPackage(
                    BASE + ".text..",
                    BASE + ".run",
                    BASE + ".enrich",
                    BASE + ".moment",
                    BASE + ".cloudevent",
                    BASE + ".proxy",
                    BASE + ".cli",
                    BASE + ".demo..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.camel..");

    @ArchTest
    static final ArchRule fabric8_stays_at_the_cluster = noClasses()
            .that()
            .resideOutsideOfPackages(BASE, BASE + ".watch", BASE + ".cluster")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.fabric8..");

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

    private static ArchRule stage(String name, String... known) {
        String[] allowed = new String[known.length + 1];
        System.arraycopy(known, 0, allowed, 0, known.length);
        allowed[known.length] = name;
        return classes()
                .that()
                .resideInAPackage(BASE + "." + name + "..")
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackages(others(allowed))
                .allowEmptyShould(true);
    }

    /** All our packages but the named ones. */
    private static String[] others(String... allowed) {
        return java.util.stream.Stream.of(
                        "run",
                        "watch",
                        "enrich",
                        "moment",
                        "cloudevent",
                        "journal",
                        "filter",
                        "sink",
                        "routes",
                        "cluster",
                        "proxy",
                        "ops",
                        "demo",
                        "cli")
                .filter(p -> java.util.Arrays.stream(allowed).noneMatch(p::equals))
                .map(p -> BASE + "." + p + "..")
                .toArray(String[]::new);
    }
}
