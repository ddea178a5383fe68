package io.alidade.cli;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Who may use whom, over the shipping classes of all modules. An arrow that is not in [Module] does not exist: a new
/// module or a new library is added there first.
class ModuleArrowsTest {
    private static final JavaClasses SHIPPED = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.alidade");

    private static final DescribedPredicate<JavaClass> JAVA_BASE = describe("reside in java.base",
            type -> Object.class.getModule().getPackages().contains(type.getBaseComponentType().getPackageName())
                    || type.getBaseComponentType().isPrimitive());

    /// A module and the packages it may use beside itself, java.base and the null annotations.
    record Module(String packages, List<String> mayUse) {
        private Module(String name, String... mayUse) {
            this("io.alidade." + name + "..", List.of(mayUse));
        }
    }

    private static final String ENGINE = "io.alidade.engine..";
    private static final String KUBE = "io.alidade.kube..";
    private static final String LINUX = "io.alidade.linux..";
    private static final String LIVE = "io.alidade.live..";
    private static final String PLAN = "io.alidade.plan..";

    static final List<Module> MODULES = List.of(
            new Module("testkit", ENGINE),
            new Module("engine"),
            new Module("kube", ENGINE, "tools.jackson.core..", "org.snakeyaml.engine.."),
            // XML of hwloc, archives.
            new Module("linux", ENGINE, "javax.xml..", "org.apache.commons.compress..", "org.tukaani.xz..",
                    "io.airlift.compress.."),
            new Module("live", ENGINE, KUBE, LINUX),
            new Module("plan", ENGINE, KUBE),
            new Module("view", ENGINE, KUBE, PLAN, LIVE),
            new Module("wire", "io.grpc..", "io.netty..", "com.google.protobuf..", "com.google.common..",
                    "java.util.logging", "jdk.net"),
            new Module("agent", ENGINE, KUBE, LINUX, LIVE, PLAN, "io.alidade.view..", "io.alidade.conformance..",
                    "io.alidade.wire..", "io.grpc..",
                    "com.google.protobuf..", "io.prometheus.metrics..", "java.net.http..", "jdk.net"),
            // Heap and clock of the measurements.
            new Module("conformance", ENGINE, KUBE, "java.lang.management", "com.sun.management"),
            new Module("cli", ENGINE, KUBE, LINUX, LIVE, PLAN, "io.alidade.view..", "io.alidade.agent..",
                    "io.alidade.conformance..",
                    "picocli.."));

    @ParameterizedTest
    @FieldSource("MODULES")
    void module_everyClass_usesOnlyWhatItsArrowsPointAt(Module module) {
        classes().that().resideInAPackage(module.packages())
                .should()
                .onlyDependOnClassesThat(JAVA_BASE
                        .or(resideInAnyPackage(module.packages(), "org.jspecify.annotations"))
                        .or(resideInAnyPackage(module.mayUse().toArray(String[]::new))))
                .allowEmptyShould(true)
                .check(SHIPPED);
    }

    @Test
    void module_everyClass_isInOneOfTheListed() {
        String[] known = MODULES.stream().map(Module::packages).toArray(String[]::new);
        classes().that(alwaysTrue()).should().resideInAnyPackage(known).check(SHIPPED);
    }

    @Test
    void engine_everyClass_hasNoInputOutputClockThreadOrRandomness() {
        noClasses().that().resideInAPackage(ENGINE)
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.io..", "java.net..", "java.nio.file..",
                        "java.nio.channels..", "java.security..", "java.util.concurrent..", "java.util.random..",
                        "java.util.logging..", "java.lang.foreign..")
                        .or(resideInAPackage("java.time..").and(describe("other than Duration",
                                type -> !type.isEquivalentTo(Duration.class))))
                        .or(describe("thread, process or random source",
                                type -> Set.of("java.lang.Thread", "java.lang.ThreadLocal", "java.lang.Runtime",
                                        "java.lang.ProcessBuilder", "java.util.Random", "java.util.SplittableRandom",
                                        "java.util.Timer").contains(type.getName()))))
                .check(SHIPPED);
    }

    @Test
    void packages_ofAllModules_haveNoCycles() {
        slices().assignedFrom(PACKAGES).should().beFreeOfCycles().check(SHIPPED);
    }

    private static final SliceAssignment PACKAGES = new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return type.getPackageName().startsWith("io.alidade") ? SliceIdentifier.of(type.getPackageName())
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    };

    @Test
    void packages_ofAllModules_areNullMarked() {
        Set<String> unmarked = SHIPPED.stream().map(JavaClass::getPackage)
                .filter(javaPackage -> !javaPackage.isAnnotatedWith(NullMarked.class))
                .map(javaPackage -> javaPackage.getName())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(unmarked).as("packages without @NullMarked in package-info.java: NullAway does not look at them")
                .isEmpty();
    }
}
