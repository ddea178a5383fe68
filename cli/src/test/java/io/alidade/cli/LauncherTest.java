package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.cli.LauncherFixture.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The script `alidade` in the root, as real processes over a checkout, JDKs and a Maven that the test made up.
class LauncherTest {
    private LauncherFixture fixture;

    @BeforeEach
    void makeCheckout(@TempDir Path folder) throws IOException {
        fixture = new LauncherFixture(folder.resolve("with a blank"));
    }

    @Test
    void jdk_noneThere_exits69WithThePlacesAndTheCure() throws Exception {
        fixture.makeJdk("jdk 24", "24.0.2");
        Path javaHome = fixture.makeJdk("elsewhere/17", "17.0.15");
        fixture.environment.put("JAVA_HOME", javaHome.toString());

        Run run = fixture.run("--version");

        assertThat(run.exitCode()).isEqualTo(69);
        assertThat(run.output()).isEmpty();
        assertThat(run.errors().lines()).startsWith("alidade: no JDK 25 was found")
                .anyMatch(line -> line.startsWith("Install one") && line.contains("ALIDADE_JAVA_HOME"))
                .contains("  ALIDADE_JAVA_HOME: not set", "  JAVA_HOME: " + javaHome + " is JDK 17.0.15",
                        "  " + fixture.jdks + "/*")
                .anyMatch(line -> line.endsWith("jdk 24 is JDK 24.0.2"));
    }

    @ParameterizedTest
    @CsvSource({"25, true", "25.0.3, true", "24.0.2, false", "250.1, false", "1.8.0_25, false", "26, false"})
    void jdk_ofAVersion_isTakenOnlyIfIts25(String version, boolean taken) throws Exception {
        fixture.makeJdk("jdk", version);

        assertThat(fixture.run("--version").exitCode()).isEqualTo(taken ? 0 : 69);
    }

    @Test
    void jdk_folderWithoutACompiler_isNotTaken() throws Exception {
        Path jdk = fixture.makeJdk("jdk", "25");
        Files.delete(jdk.resolve("bin/javac"));

        assertThat(fixture.run("--version").errors()).contains(jdk + " is no JDK");
    }

    @Test
    void javaHome_ofAnotherVersion_isSkipped() throws Exception {
        fixture.environment.put("JAVA_HOME", fixture.makeJdk("elsewhere/17", "17.0.15").toString());
        Path jdk = fixture.makeJdk("jdk 25", "25.0.3");

        assertThat(fixture.run("--version").java()).isEqualTo(jdk.resolve("bin/java").toString());
    }

    @Test
    void jdk_severalThere_isTakenByTheOrderOfPlaces() throws Exception {
        Path usual = fixture.makeJdk("25", "25.0.1");
        assertThat(fixture.run("x").java()).startsWith(usual.toString());

        Path javaHome = fixture.makeJdk("elsewhere/25", "25.0.2");
        fixture.environment.put("JAVA_HOME", javaHome.toString());
        assertThat(fixture.run("x").java()).startsWith(javaHome.toString());

        Path own = fixture.makeJdk("elsewhere/own", "25");
        fixture.environment.put("ALIDADE_JAVA_HOME", own.toString());
        assertThat(fixture.run("x").java()).startsWith(own.toString());
    }

    @Test
    void jdk_onlyOnPath_isFoundThroughItsLinks() throws Exception {
        Path jdk = fixture.makeJdk("elsewhere/25", "25");
        Files.createSymbolicLink(fixture.bin.resolve("javac"), jdk.resolve("bin/javac"));

        assertThat(fixture.run("x").java()).startsWith(jdk.toString());
    }

    @Test
    void arguments_withBlanksAndNothing_arriveAsTheyWere() throws Exception {
        fixture.makeJdk("25", "25");

        assertThat(fixture.run("admit", "a b", "", "*", "-o").arguments())
                .endsWith("io.alidade.cli.Main", "admit", "a b", "", "*", "-o");
    }

    @Test
    void launcher_calledThroughLinksFromElsewhere_findsItsCheckout() throws Exception {
        fixture.makeJdk("25", "25");
        Path first = Files.createSymbolicLink(fixture.bin.resolve("first"), fixture.launcher);
        Path second = Files.createSymbolicLink(fixture.bin.resolve("second"), Path.of("first"));

        for (List<String> call : List.of(List.of(first.toString()), List.of(second.toString()), List.of("second"),
                List.of("sh", "bin/second"))) {
            assertThat(fixture.run(call, "x").arguments()).as("%s", call)
                    .contains(fixture.checkout + "/cli/target/fast/app-1/fake.jar");
        }
    }

    @Test
    void compiler_ofLongCommands_isTheFullOne() throws Exception {
        fixture.makeJdk("25", "25");

        assertThat(fixture.run("admit", "conformance").arguments()).contains("-XX:TieredStopAtLevel=1");
        for (List<String> first : List.of(List.of("-v"), List.of("--color", "never"), List.of("--color=never"))) {
            List<String> call = new ArrayList<>(first);
            call.addFirst(fixture.launcher.toString());
            assertThat(fixture.run(call, "conformance").arguments()).doesNotContain("-XX:TieredStopAtLevel=1");
        }
    }

    /// A cache is of no use to a virtual machine with another layout of objects, and what only asks the agent needs none of its
    /// size.
    @Test
    void agent_thatStays_isTheOneWithSmallHeaders() throws Exception {
        fixture.makeJdk("25", "25");

        for (String call : List.of("agent", "agent --state pods", "agent --help")) {
            assertThat(fixture.run(call.split(" ", -1)).arguments()).as(call).contains("-XX:+UseCompactObjectHeaders",
                    "--enable-native-access=ALL-UNNAMED", "-XX:SweeperThreshold=100",
                    "-XX:+UseTransparentHugePages");
        }
        for (String call : List.of("agent pods list", "agent plan", "admit agent", "run -- agent")) {
            assertThat(fixture.run(call.split(" ", -1)).arguments()).as(call)
                    .doesNotContain("-XX:+UseCompactObjectHeaders").contains("--enable-native-access=ALL-UNNAMED");
        }
    }

    /// What only asks a shadow is not one.
    @Test
    void shadow_hasASmallHeap() throws Exception {
        fixture.makeJdk("25", "25");
        for (String[] call : new String[][] {{"agent", "--mode", "shadow"},
            {"agent", "--state", "s", "--mode=shadow"}}) {
            assertThat(fixture.run(call).arguments()).contains("-XX:MaxNewSize=2m");
        }
        for (String[] call : new String[][] {{"agent", "--mode", "nri"}, {"agent", "pods", "list", "--mode=shadow"},
            {"admit", "--mode=shadow"}}) {
            assertThat(fixture.run(call).arguments()).doesNotContain("-XX:MaxNewSize=2m");
        }
    }

    @Test
    void terminal_isFoundWithItsWidth() throws Exception {
        fixture.makeJdk("25", "25");
        String launch = "stty cols 132; '" + fixture.launcher + "' x";

        assertThat(fixture.run(List.of("/usr/bin/script", "-qec", launch, "/dev/null")).output())
                .contains("-Dalidade.terminals=12\r\n-Dalidade.columns=132\r\n");
        assertThat(fixture.run(List.of("/usr/bin/script", "-qec", launch + " 2>errors", "/dev/null")).output())
                .contains("-Dalidade.terminals=1\r\n");
        assertThat(fixture.run("x").arguments()).contains("-Dalidade.terminals=", "-Dalidade.columns=");
    }

    @Test
    void build_sourcesNewerAndNoMaven_exits69WithTheCure() throws Exception {
        fixture.makeJdk("25", "25");
        fixture.touchSource();

        Run run = fixture.run("x");

        assertThat(run.exitCode()).isEqualTo(69);
        assertThat(run.output()).isEmpty();
        assertThat(run.errors()).startsWith("alidade: Alidade is not built yet").contains("Install Maven 3.8.2");
    }

    @Test
    void build_sourcesNewer_buildsOnceWithTheFoundJdkAndSaysNothingOnOutput() throws Exception {
        Path jdk = fixture.makeJdk("25", "25");
        fixture.makeMaven("");
        fixture.touchSource();

        Run first = fixture.run("x");
        Run second = fixture.run("x");

        assertThat(fixture.mavenRuns()).containsExactly(jdk + " -B -Pfast -pl cli -am package");
        assertThat(first.errors()).contains("alidade: building");
        assertThat(first.arguments()).anyMatch(argument -> argument.contains("/alidade-cli-9.jar"));
        assertThat(second.arguments()).isEqualTo(first.arguments());
        assertThat(second.errors()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pom.xml", "cli/pom.xml", "build/picocli/pom.xml", "cli/src/main/java/Main.java"})
    void build_anyInputNewer_builds(String input) throws Exception {
        fixture.makeJdk("25", "25");
        fixture.makeMaven("");
        fixture.touch(input);

        fixture.run("x");

        assertThat(fixture.mavenRuns()).hasSize(1);
    }

    @Test
    void build_fails_exits69WithTheEndOfItsLog() throws Exception {
        fixture.makeJdk("25", "25");
        fixture.makeMaven("echo '[ERROR] no such library'; exit 1");
        fixture.touchSource();

        Run run = fixture.run("x");

        assertThat(run.exitCode()).isEqualTo(69);
        assertThat(run.output()).isEmpty();
        assertThat(run.errors()).contains("[ERROR] no such library", "alidade: the build failed");
        assertThat(fixture.checkout.resolve(".alidade/build.lock")).doesNotExist();
    }

    @Test
    void build_twoStartsAtOnce_runsMavenOnce() throws Exception {
        fixture.makeJdk("25", "25");
        fixture.makeMaven("sleep 1");
        fixture.touchSource();

        Process first = fixture.start("x");
        Process second = fixture.start("x");

        assertThat(Run.of(first).exitCode()).isZero();
        assertThat(Run.of(second).exitCode()).isZero();
        assertThat(fixture.mavenRuns()).hasSize(1);
    }

    @Test
    void build_lockOfADeadProcess_isTakenOver() throws Exception {
        fixture.makeJdk("25", "25");
        fixture.makeMaven("");
        fixture.touchSource();
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Path lock = Files.createDirectories(fixture.checkout.resolve(".alidade/build.lock"));
        Files.writeString(lock.resolve("pid"), dead.pid() + "\n");

        assertThat(fixture.run("x").exitCode()).isZero();
        assertThat(fixture.mavenRuns()).hasSize(1);
        assertThat(lock).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"'', -Dalidade.locale=", "C, -Dalidade.locale==C", "en_US.UTF-8, "})
    void run_isToldWhatTheCommandGetsOfItsCaller(String locale, String option) throws Exception {
        fixture.makeJdk("jdk", "25");
        if (!locale.isEmpty()) {
            fixture.environment.put("LC_ALL", locale);
        }

        List<String> started = fixture.run("run", "--cpu", "1", "--", "true").output().lines().toList();

        assertThat(started).contains("--enable-native-access=ALL-UNNAMED", "-XX:-UsePerfData", "-XX:-MaxFDLimit",
                "-Dalidade.files=0,1,2");
        assertThat(started.stream().filter(word -> word.startsWith("-Dalidade.locale")))
                .isEqualTo(Stream.ofNullable(option).toList());
    }
}
