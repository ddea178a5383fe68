package io.alidade.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The gate on the API, as `pom.xml` configures it, on a small module that inherits it: releases of a class with two methods,
/// and what may follow them.
class ApiGateTest {
    private static final Path CHECKOUT = Path.of(System.getProperty("basedir", ".")).toAbsolutePath().resolve("..")
            .normalize();
    private static final String TWO = "package api; public class Api { public int one() { return 1; } public int two() {"
            + " return 2; } }";
    private static final String ONE = "package api; public class Api { public int one() { return 1; } }";
    private static final String THREE = "package api; public class Api { public int one() { return 1; } public int two() {"
            + " return 2; } public int three() { return 3; } }";

    private static final Pattern VERSION = Pattern.compile("<version>(.*?)</version>");

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void release() throws IOException {
        Path classes = compiled("released", TWO);
        for (String version : List.of("1.2.0", "0.1.0")) {
            try (JarOutputStream jar = new JarOutputStream(
                    Files.newOutputStream(folder.resolve("gate-probe-" + version + ".jar")))) {
                jar.putNextEntry(new JarEntry("api/Api.class"));
                jar.write(Files.readAllBytes(classes.resolve("api/Api.class")));
            }
        }
    }

    private Path compiled(String name, String source) throws IOException {
        Path classes = Files.createDirectories(folder.resolve(name));
        Path file = Files.writeString(folder.resolve("Api.java"), source);
        int failures = ToolProvider.getSystemJavaCompiler().run(null, null, null, "-proc:none", "-d",
                classes.toString(),
                file.toString());
        assertThat(failures).isZero();
        return classes;
    }

    /// What the gate says to a version with this source after a release.
    private Run gate(String released, String version, String source) throws IOException, InterruptedException {
        Path module = Files.createDirectories(folder.resolve(version + " " + source.length()));
        Path parent = CHECKOUT.resolve("pom.xml");
        Matcher parentVersion = VERSION.matcher(Files.readString(parent));
        assertThat(parentVersion.find()).isTrue();
        Files.writeString(module.resolve("pom.xml"), """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <parent><groupId>io.alidade</groupId><artifactId>alidade</artifactId><version>@parent@</version>
                    <relativePath>@path@</relativePath></parent>
                  <artifactId>gate-probe</artifactId>
                  <version>@version@</version>
                  <properties><alidade.module>gate.probe</alidade.module></properties>
                </project>
                """.replace("@parent@", parentVersion.group(1))
                .replace("@path@", module.relativize(parent).toString()).replace("@version@", version));
        compiled(module.getFileName() + "/target/classes", source);
        return Run.of(module,
                Map.of("PATH", "/usr/bin:/bin", "HOME", System.getProperty("user.home"), "JAVA_HOME",
                        System.getProperty("java.home"), "MAVEN_OPTS", "-Xmx512m"),
                List.of(System.getProperty("maven.home") + "/bin/mvn", "-o", "-q", "-B",
                        "-Dmaven.repo.local=" + System.getProperty("maven.repo.local"),
                        "org.apache.maven.plugins:maven-jar-plugin:jar",
                        "com.github.siom79.japicmp:japicmp-maven-plugin:cmp@api", "-Dalidade.release=" + released,
                        "-Dalidade.release.jar=" + folder.resolve("gate-probe-" + released + ".jar")));
    }

    @Test
    void gate_methodRemoved_failsUnlessTheFirstNumberRises() throws IOException, InterruptedException {
        Run patch = gate("1.2.0", "1.2.1", ONE);
        assertThat(patch.exitCode()).isNotZero();
        assertThat(patch.out()).contains("incompatible changes found");
        assertThat(gate("1.2.0", "1.3.0", ONE).exitCode()).isNotZero();
        gate("1.2.0", "2.0.0", ONE).checked();
    }

    @Test
    void gate_methodAdded_passes() throws IOException, InterruptedException {
        gate("1.2.0", "1.3.0", THREE).checked();
        gate("1.2.0", "1.2.1", TWO).checked();
    }

    @Test
    void gate_beforeOne_isNoLaxer() throws IOException, InterruptedException {
        Run broken = gate("0.1.0", "0.2.0", ONE);
        assertThat(broken.exitCode()).isNotZero();
        assertThat(broken.out()).contains("incompatible changes found");
    }
}
