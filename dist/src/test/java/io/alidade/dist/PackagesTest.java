package io.alidade.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alidade.testkit.ExternalTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Makes the packages once, installs each and uses it as a user would: no Maven, no JDK, an empty environment. Each is removed
/// again in the end. The image is only looked into; `e2e` runs it.
class PackagesTest {
    private static final Path BASE = Path.of(System.getProperty("basedir", "."));
    private static final Path CHECKOUT = BASE.resolve("..").toAbsolutePath().normalize();
    private static final Path PACKAGES = BASE.resolve("target/packages").toAbsolutePath();
    private static final Pattern EXAMPLE = Pattern
            .compile("(?s)```console\n\\$ \\./alidade (.*?[^\\\\])\n(.*?)```");

    private static final Pattern COMPONENT = Pattern.compile("\"purl\" ?: ?\"pkg:maven/[^/]+/([^@]+)@([^?\"]+)");
    private static final String SERVICE = "alidade-agent.service";
    /// In tenths of what systemd calls exposure; 1.3 of them are reading `/proc` and speaking with sockets and kubelets.
    private static final int MOST_EXPOSED = 21;
    private static final long IMAGE_BYTES = 80L << 20;

    @TempDir
    private static Path folder = Path.of("");
    private static final Map<PackageFormat, Path> INSTALLED = new EnumMap<>(PackageFormat.class);

    @BeforeAll
    static void makePackages() throws IOException, InterruptedException {
        List<PackageFormat> possible = Stream.of(PackageFormat.values())
                .filter(format -> ExternalTool.areThere(format.tools())).toList();
        assumeTrue(!possible.isEmpty());
        make(possible, PACKAGES, Files.createDirectory(folder.resolve("first")), Map.of());
        for (PackageFormat format : possible) {
            INSTALLED.put(format, format.install(PACKAGES, root(format)));
        }
    }

    /// Runs the script, in a folder for what it makes on the way.
    private static void make(List<PackageFormat> formats, Path packages, Path work, Map<String, String> more)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bash", "-c", "umask ${MASK:-022}; exec \"$@\"", "make",
                CHECKOUT.resolve("build/package").toString(), "--jars",
                BASE.resolve("target/jars").toAbsolutePath().toString(), "--out", packages.toString()));
        formats.forEach(format -> command.add(format.word()));
        command.add("image");
        Map<String, String> environment = new HashMap<>(Map.of("PATH",
                System.getProperty("maven.home") + "/bin:/usr/bin:/bin", "JAVA_HOME",
                System.getProperty("java.home"), "HOME", work.toString(), "TMPDIR", work.toString(), "MAVEN_OPTS",
                "-Xmx256m -Dmaven.repo.local=" + System.getProperty("maven.repo.local")));
        environment.putAll(more);
        Run.of(work, environment, command).checked();
    }

    private static Path root(PackageFormat format) {
        return folder.resolve(format.word() + " root");
    }

    private static Path installed(PackageFormat format) {
        assumeTrue(INSTALLED.containsKey(format));
        return INSTALLED.getOrDefault(format, folder);
    }

    /// A shell of a user who has the package and nothing else, in the folder of its documentation.
    private static Run shell(PackageFormat format, Map<String, String> more, String line)
            throws IOException, InterruptedException {
        Path prefix = installed(format);
        Map<String, String> environment = new HashMap<>(Map.of("PATH", prefix.resolve("bin") + ":/usr/bin:/bin", "HOME",
                folder.toString()));
        environment.putAll(more);
        return Run.of(prefix.resolve("share/doc/alidade"), environment, List.of("bash", "-c", line));
    }

    private static Run shell(PackageFormat format, String line) throws IOException, InterruptedException {
        return shell(format, Map.of(), line);
    }

    /// By somebody else: another folder, mask, time zone and language.
    @Test
    void packages_madeAgain_areTheSameBitForBit() throws IOException, InterruptedException {
        Path again = folder.resolve("made again");
        make(List.copyOf(INSTALLED.keySet()), again, Files.createDirectory(folder.resolve("second and longer")),
                Map.of("MASK", "077", "TZ", "Asia/Kathmandu", "LANG", "de_DE.UTF-8", "LC_ALL", "C.UTF-8"));

        List<String> names = names(PACKAGES);
        assertThat(names(again)).isEqualTo(names).hasSize(INSTALLED.size() + 3);
        for (String name : names) {
            assertThat(Files.mismatch(PACKAGES.resolve(name), again.resolve(name)))
                    .as("first byte of %s that differs; %s", name, unlikeFiles(PACKAGES, again)).isEqualTo(-1);
        }
    }

    /// What differs within the archives of both folders; nothing if these are alike.
    private static String unlikeFiles(Path one, Path other) throws IOException, InterruptedException {
        if (Files.mismatch(one.resolve("SHA256SUMS"), other.resolve("SHA256SUMS")) == -1) {
            return "";
        }
        return Run.of(folder, Map.of("PATH", "/usr/bin:/bin", "LC_ALL", "C"),
                List.of("bash", "-c", "mkdir unpacked; for i in 1 2; do mkdir unpacked/$i; tar -xzf \"${!i}\"/*.tar.gz"
                        + " -C unpacked/$i; done; cd unpacked; diff -rq --no-dereference 1 2", "compare",
                        one.toAbsolutePath().toString(), other.toAbsolutePath().toString()))
                .out();
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        }
    }

    private static Path made(String ending) throws IOException {
        return PACKAGES
                .resolve(names(PACKAGES).stream().filter(name -> name.endsWith(ending)).findFirst().orElseThrow());
    }

    @ParameterizedTest
    @EnumSource
    void exampleOfTheReadme_hasTheAnswerOfTheReadme(PackageFormat format) throws IOException, InterruptedException {
        Matcher example = EXAMPLE.matcher(Files.readString(CHECKOUT.resolve("README.md")));
        assertThat(example.find()).isTrue();

        Run run = shell(format, "alidade " + example.group(1));

        assertThat(run).isEqualTo(new Run(0, example.group(2), ""));
    }

    @ParameterizedTest
    @EnumSource
    void exitCodes_areThoseOfTheCommand(PackageFormat format) throws IOException, InterruptedException {
        String refused = "alidade admit --node examples/machines/gpu-server.yaml --config"
                + " examples/kubelet/single-numa-node.yaml --replicas 9 examples/pods/training.yaml >/dev/null";
        assertThat(shell(format, refused).exitCode()).isEqualTo(1);
        assertThat(shell(format, "alidade nosuch").exitCode()).isEqualTo(2);
        assertThat(shell(format, "set -o pipefail; alidade conformance --help | true").exitCode()).isIn(0, 141);
    }

    /// With `-Xshare:on` the virtual machine does not start without its archive.
    @ParameterizedTest
    @EnumSource
    void start_usesTheArchiveOfClasses(PackageFormat format) throws IOException, InterruptedException {
        Run run = shell(format,
                Map.of("ALIDADE_JAVA_OPTS", "-Xshare:on -Xlog:class+load:file=" + folder.resolve("classes")),
                "alidade --version");

        assertThat(run.checked().out()).startsWith("alidade ");
        assertThat(Files.readString(folder.resolve("classes")))
                .contains("io.alidade.cli.Main source: shared objects file");
    }

    /// Where the archive cannot be used, it does not start.
    @ParameterizedTest
    @EnumSource
    void agent_usesTheArchiveOfClasses(PackageFormat format) throws IOException, InterruptedException {
        Path loaded = folder.resolve("agent-classes");
        Path state = folder.resolve("agent " + format.word());
        String program = "timeout 60 alidade agent --enforce=false --node examples/machines/gpu-server.yaml --state '"
                + state + "' & until [ -S '" + state
                + "/agent.sock' ]; do kill -0 $! || exit; sleep 0.1; done; kill $!; wait; true";

        Run run = shell(format, Map.of("ALIDADE_JAVA_OPTS", "-Xshare:on -Xlog:class+load:file=" + loaded),
                program);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(Files.readString(loaded)).contains("io.alidade.cli.Main source: shared objects file");
    }

    @ParameterizedTest
    @EnumSource
    void kubectl_findsItAsAPlugin(PackageFormat format) throws IOException, InterruptedException {
        assumeTrue(ExternalTool.areThere("kubectl"));

        assertThat(shell(format, "kubectl alidade admit --help").checked())
                .isEqualTo(shell(format, "alidade admit --help"));
        assertThat(shell(format, "kubectl alidade nosuch").exitCode()).isEqualTo(2);
        assertThat(shell(format, "kubectl plugin list").out()).contains("/kubectl-alidade\n");
        assertThat(shell(format, "kubectl __complete alidade admit -o j 2>/dev/null").out()).isEqualTo("json\n:4\n");
        assertThat(shell(format, "kubectl __complete alidade expl 2>/dev/null").out()).isEqualTo("explain\n:4\n");
    }

    @ParameterizedTest
    @EnumSource
    void manualAndCompletion_areAtTheUsualPlaces(PackageFormat format) throws IOException, InterruptedException {
        Path share = installed(format).resolve("share");
        String packed = format == PackageFormat.TAR ? "" : ".gz";
        String zsh = format == PackageFormat.DEB ? "vendor-completions" : "site-functions";
        for (String page : List.of("alidade", "alidade-admit", "alidade-topology-show", "kubectl-alidade")) {
            assertThat(share.resolve("man/man1/" + page + ".1" + packed)).isRegularFile();
        }
        assertThat(share.resolve("zsh/" + zsh + "/_alidade")).content().startsWith("#compdef alidade\n");
        assertThat(share.resolve("fish/vendor_completions.d/alidade.fish")).content().contains("complete -c alidade");
        assertThat(share.resolve("doc/alidade/copyright")).content().contains("Apache License", "Classpath Exception");
        assertThat(shell(format, "source ../../bash-completion/completions/alidade && complete -p alidade").checked()
                .out())
                .contains("_alidade alidade");
        assertThat(share.resolve("../lib/alidade/vectors")).isDirectory();
    }

    @ParameterizedTest
    @EnumSource
    void manual_isFoundByMan(PackageFormat format) throws IOException, InterruptedException {
        assumeTrue(ExternalTool.areThere("man", "groff"));

        assertThat(shell(format, "man -M ../../man alidade-topology-show").checked().out()).contains("--kubelet-dir");
        assertThat(shell(format, "man -M ../../man kubectl-alidade").checked().out()).contains("NO_COLOR");
    }

    /// The runtime has the modules that the libraries want.
    @ParameterizedTest
    @EnumSource
    void archives_ofAllKinds_areRead(PackageFormat format) throws IOException, InterruptedException {
        Path packed = CHECKOUT.resolve("linux/src/test/resources/packed");
        for (String kind : List.of("bz2", "xz", "zst")) {
            Run run = shell(format,
                    "alidade topology show -o json --node '" + packed.resolve("2arm-2c.tar." + kind) + "'");

            assertThat(run.checked().out()).contains("\"kind\": \"NodeTopology\"");
        }
    }

    @Test
    void terminal_givesColourAndWidth() throws IOException, InterruptedException {
        assumeTrue(ExternalTool.areThere("script"));
        String help = "stty cols 96; alidade help topology show";
        Map<String, String> terminal = Map.of("TERM", "xterm");
        Map<String, String> plain = Map.of("TERM", "xterm", "NO_COLOR", "1");

        assertThat(onATerminal(terminal, help)).contains("\u001b[");
        assertThat(onATerminal(plain, help + " --color always")).contains("\u001b[");
        assertThat(onATerminal(terminal, help + " --color never")).doesNotContain("\u001b[");
        assertThat(onATerminal(plain, help).lines().mapToInt(String::length).max().orElse(0)).isBetween(81, 96);
    }

    private static String onATerminal(Map<String, String> environment, String line)
            throws IOException, InterruptedException {
        PackageFormat format = INSTALLED.keySet().iterator().next();
        return shell(format, environment, "script -qec '" + line + "' /dev/null").checked().out();
    }

    @Test
    void packages_ofTheVersionOfThePom_areInTheirSums() throws IOException {
        Matcher version = Pattern.compile("<artifactId>alidade</artifactId>\\s*<version>([^<]+)")
                .matcher(Files.readString(CHECKOUT.resolve("pom.xml")));
        assertThat(version.find()).isTrue();
        String sums = Files.readString(PACKAGES.resolve("SHA256SUMS"));
        for (String name : names(PACKAGES)) {
            if (!name.equals("SHA256SUMS")) {
                assertThat(name.replace('~', '-')).contains(version.group(1));
                assertThat(sums).contains("  " + name + "\n");
            }
        }
    }

    /// Beside the jars there are the runtime and, in the image, the C library.
    @ParameterizedTest
    @EnumSource
    void bills_nameAllThatShips(PackageFormat format) throws IOException, InterruptedException {
        Path prefix = installed(format);
        Path bills = prefix.resolve("share/doc/alidade/sbom");
        List<String> jars = names(prefix.resolve("lib/alidade/app")).stream().filter(name -> name.endsWith(".jar"))
                .toList();
        List<String> named = new ArrayList<>();
        Matcher component = COMPONENT.matcher(Files.readString(bills.resolve("alidade.cdx.json")));
        while (component.find()) {
            named.add(component.group(1) + "-" + component.group(2) + ".jar");
        }
        // What it is a list for, and annotations that a library was compiled with.
        named.removeIf(name -> name.startsWith("alidade-dist-") || name.startsWith("jspecify-"));

        assertThat(named).containsExactlyInAnyOrderElementsOf(jars).hasSizeGreaterThan(30);
        assertThat(Files.mismatch(bills.resolve("alidade.cdx.json"), made(".cdx.json"))).isEqualTo(-1);
        assertThat(bills.resolve("runtime.cdx.json")).content().contains("Java runtime\", \"version\": \"25.")
                .doesNotContain("glibc");
    }

    /// Each file of the image by its path, with what `tar` says of its mode and owner.
    private static Map<String, String> imageFiles(Path image) throws IOException, InterruptedException {
        Map<String, String> environment = Map.of("PATH", "/usr/bin:/bin");
        Path blobs = Files.createDirectory(folder.resolve("image"));
        Run.of(blobs, environment, List.of("tar", "-xf", image.toString())).checked();
        Map<String, String> files = new HashMap<>();
        for (String blob : names(blobs.resolve("blobs/sha256"))) {
            Run list = Run.of(blobs, environment, List.of("tar", "--numeric-owner", "-tvzf", "blobs/sha256/" + blob));
            if (list.exitCode() == 0) {
                Run.of(blobs, environment, List.of("tar", "-xzf", "blobs/sha256/" + blob)).checked();
                list.out().lines().map(line -> line.split(" +", 6)).forEach(line -> files.put("/" + line[5],
                        line[0] + " " + line[1]));
            }
        }
        return files;
    }

    @Test
    void image_holdsRuntimeAndProgram_andNoShell() throws IOException, InterruptedException {
        Path image = made("-image.tar");
        Map<String, String> files = imageFiles(image);

        assertThat(files.keySet().stream().filter(file -> file.matches("/(usr/)?s?bin/.*"))).isEmpty();
        assertThat(files.keySet()).contains("/alidade", "/alidade-shadow", "/usr/lib/alidade/app/alidade.jsa",
                "/usr/lib/alidade/runtime/bin/java", "/usr/share/doc/alidade/copyright", "/etc/passwd");
        assertThat(files)
                .allSatisfy((file, mode) -> assertThat(mode).as(file).matches("[-d]r[w-][x-]r-[x-]r-[x-] 0/0"));
        Path unpacked = folder.resolve("image");
        assertThat(unpacked.resolve("alidade")).content().contains("-XX:MaxNewSize=12m", "-XX:SharedArchiveFile=/usr");
        assertThat(unpacked.resolve("alidade-shadow")).content().contains("-XX:MaxNewSize=2m");
        assertThat(unpacked.resolve("usr/share/doc/alidade/sbom/runtime.cdx.json")).content()
                .contains("\"glibc\", \"version\": \"");
        assertThat(unpacked.resolve("usr/share/doc/alidade/sbom/alidade.cdx.json"))
                .hasSameTextualContentAs(made(".cdx.json"));
        assertThat(Files.size(image)).isLessThan(IMAGE_BYTES);
    }

    @ParameterizedTest
    @EnumSource
    void service_isThereAndHardened_andNobodyStartsIt(PackageFormat format) throws IOException, InterruptedException {
        assumeTrue(ExternalTool.areThere("systemd-analyze"));
        Path units = installed(format).resolve("lib/systemd/system");
        if (format == PackageFormat.TAR) {
            assertThat(units).doesNotExist();
            return;
        }
        Path root = root(format);
        assertThat(root.resolve("etc")).doesNotExist();
        // Those that it is ordered by.
        Run.of(units, Map.of("PATH", "/usr/bin:/bin"), List.of("find", "/usr/lib/systemd/system", "-maxdepth", "1",
                "-type", "f", "-exec", "cp", "-n", "-t", ".", "{}", "+")).checked();
        String option = "--root=" + root;
        Run verified = Run.of(root, Map.of("PATH", "/usr/bin:/bin", "LC_ALL", "C.UTF-8"),
                List.of("systemd-analyze", "verify", "--man=no", option, SERVICE));
        assertThat(verified).isEqualTo(new Run(0, "", ""));
        Run.of(root, Map.of("PATH", "/usr/bin:/bin", "LC_ALL", "C.UTF-8"), List.of("systemd-analyze", "security",
                "--offline=true", "--threshold=" + MOST_EXPOSED, option, SERVICE)).checked();
    }

    @ParameterizedTest
    @EnumSource
    void removal_leavesNothing(PackageFormat format) throws IOException, InterruptedException {
        installed(format);
        Path root = folder.resolve("removed " + format.word());
        format.install(PACKAGES, root);

        format.remove(root);

        try (Stream<Path> left = Files.walk(root)) {
            // Folders that other packages own too stay with rpm, where no other package owns them.
            assertThat(left.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                    || String.valueOf(path.getFileName()).contains("alidade"))).isEmpty();
        }
    }
}
