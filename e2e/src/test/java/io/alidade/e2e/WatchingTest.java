package io.alidade.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alidade.engine.mask.CpuSet;
import io.alidade.linux.process.CpuAffinity;
import io.alidade.testkit.ExternalTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is there to take away for Prometheus and Grafana, beside a real Prometheus and a real agent.
class WatchingTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    static final Path RULES = Peers.checkout().resolve("deploy/prometheus/alidade-rules.yaml");
    static final Path DASHBOARD = Peers.checkout().resolve("deploy/grafana/alidade-dashboard.json");
    private static final Pattern METRIC = Pattern.compile("\\b(alidade|kubelet)_[a-z0-9_]+");
    /// Those that an agent has only beside a kubelet; `ShadowAgentTest` has their names.
    private static final Set<String> OF_A_SHADOW = Set.of("alidade_drift", "alidade_strangers_on_exclusive_cpus");
    private static final Set<String> ALERTS = Set.of("PodRefusalStorm", "WatchedShapeDoesNotFit", "DriftNotCured",
            "ExclusiveCpusTrespassed", "DevicePluginLost", "CheckpointFailing", "JournalFailing");
    private static final String GPU = "example.com/gpu";
    /// Folders of an agent that become files.
    private static final List<String> LOST = List.of("state/pods", "state/journal");
    /// Leaves the CPUs that it was put on as often as it can (sched_setaffinity).
    private static final String STRAY = "my $m = pack(q(Q16), (~0) x 16); syscall(NUMBER, 0, 128, $m) while 1;"
            .replace("NUMBER", System.getProperty("os.arch").equals("aarch64") ? "122" : "203");

    @TempDir
    Path folder = Path.of("");

    @Test
    void rules_passTheirTests() {
        assumeTrue(ExternalTool.areThere("promtool"));
        Finished check = Finished.of("promtool", "check", "rules", RULES.toString());
        assertThat(check.exitCode()).as(check.out() + check.err()).isZero();
        Finished test = Finished.of(new ProcessBuilder("promtool", "test", "rules", "alidade-rules-test.yaml")
                .directory(RULES.resolveSibling("").toFile()));
        assertThat(test.exitCode()).as(test.out() + test.err()).isZero();
    }

    @Test
    void alerts_eachHaveATest() throws IOException {
        String tests = Files.readString(RULES.resolveSibling("alidade-rules-test.yaml"));
        assertThat(Pattern.compile("alert: (\\w+)").matcher(Files.readString(RULES)).results()
                .map(alert -> alert.group(1))).hasSize(ALERTS.size() + 1).containsAll(ALERTS)
                .allSatisfy(alert -> assertThat(tests).contains("exp_alerts", "alertname: " + alert));
    }

    /// `-Dalidade.golden=write` writes it anew.
    @Test
    void dashboard_thatIsKept_isTheGeneratedOne() throws IOException {
        if (System.getProperty("alidade.golden", "").equals("write")) {
            Files.createDirectories(DASHBOARD.resolveSibling(""));
            Files.writeString(DASHBOARD, GrafanaDashboard.json());
        }
        assertThat(DASHBOARD).hasContent(GrafanaDashboard.json());
    }

    @Test
    void alerts_fireAndClear_andEachNameIsThere() throws IOException, InterruptedException {
        assumeTrue(Peers.areThere());
        assumeTrue(ExternalTool.areThere("prometheus", "promtool", "perl"));
        CpuSet usable = CpuAffinity.current();
        assumeTrue(usable.size() > 1, "a machine with two CPUs is needed");
        String address = "127.0.0.1:" + PrometheusServer.freePort();
        try (AgentProcess agent = agent(usable.last(), address);
                PrometheusServer prometheus = PrometheusServer.start(folder, address, shortRules())) {
            Process plugin = startPlugin(agent);
            agent.admit(new Scenario.Pod("dev", "containers: [{name: c, image: host, command: [/bin/sleep, \"1000\"],"
                    + " resources: {limits: {" + GPU + ": 1}}}]"));
            await(prometheus, "a scrape", prometheus::sees);
            await(prometheus, "silence", () -> prometheus.firing().isEmpty());

            plugin.destroyForcibly();
            agent.awaitLine(" plugin-gone resource=" + GPU);
            agent.admit(pod("own", "[/bin/sleep, \"1000\"]", "limits: {cpu: 1, memory: 32Mi}"));
            agent.admit(pod("stray", "[perl, -e, '" + STRAY + "']", "requests: {memory: 16Mi}"));
            refuseMany(agent);
            // Nobody can write into a folder that is a file, whatever rights one has.
            for (String lost : LOST) {
                Files.move(folder.resolve(lost), folder.resolve(lost + "-away"));
                Files.createFile(folder.resolve(lost));
            }
            agent.admit(pod("written-down-nowhere", "[/bin/true]", "limits: {cpu: 9999, memory: 32Mi}"));
            agent.admit(pod("lost", "[/bin/true]", "limits: {memory: 32Mi}"));
            Set<String> seen = new TreeSet<>();
            await(prometheus, "all alerts", () -> {
                seen.addAll(prometheus.firing());
                return seen.containsAll(ALERTS);
            });
            assertThat(seen).containsExactlyInAnyOrderElementsOf(ALERTS);
            assertNames(address);

            for (String lost : LOST) {
                Files.delete(folder.resolve(lost));
                Files.move(folder.resolve(lost + "-away"), folder.resolve(lost));
            }
            agent.remove("stray");
            agent.remove("own");
            agent.admit(pod("last", "[/bin/sleep, \"1000\"]", "limits: {memory: 32Mi}"));
            Process _ = startPlugin(agent);
            await(prometheus, "silence again", () -> prometheus.firing().isEmpty());
        }
    }

    /// The first ones bring the counter into the world, which a rate does not see; the others come at once, for the window is short.
    private static void refuseMany(AgentProcess agent) throws IOException, InterruptedException {
        for (int count = 0; count < 12; count++) {
            Scenario.Pod huge = pod("huge-" + count, "[/bin/true]", "limits: {cpu: 9999, memory: 32Mi}");
            if (count < 2) {
                agent.admit(huge);
            } else {
                agent.offer(huge);
            }
        }
        for (int count = 2; count < 12; count++) {
            agent.awaitDecision("huge-" + count);
        }
    }

    /// An agent that gives away one CPU, and has no cgroups, out of which nobody could stray.
    private AgentProcess agent(int cpu, String address) throws IOException, InterruptedException {
        CpuSet others = CpuSet.parseList(Files.readString(Path.of("/sys/devices/system/cpu/online")).strip())
                .andNot(CpuSet.of(cpu));
        Path configuration = Files.writeString(folder.resolve("config.yaml"), """
                apiVersion: kubelet.config.k8s.io/v1beta1
                kind: KubeletConfiguration
                cpuManagerPolicy: static
                reservedSystemCPUs: "CPUS"
                memoryManagerPolicy: Static
                kubeReserved: {memory: 400Mi}
                evictionHard: {memory.available: 100Mi, nodefs.available: 1%, imagefs.available: 1%}
                reservedMemory: [{numaNode: 0, limits: {memory: 500Mi}}]
                """.replace("CPUS", others.toListString()));
        return AgentProcess.start(folder,
                List.of("unshare", "--mount", "sh", "-c", "mount -t tmpfs none /sys/fs/cgroup && exec \"$@\"", "sh"),
                "--runtime", "process", "--config", configuration.toString(), "--kubelet-version", "1.38", "--listen",
                address, "--watch-shape", "one:cpu=1,memory=16Mi", "--pod-metrics");
    }

    private static Process startPlugin(AgentProcess agent) throws IOException, InterruptedException {
        return agent.startPlugin(GPU, Peers.bin().resolve("numa-plugin").toString(), "-dir",
                agent.devicePlugins().toString(), "-resource", GPU, "-devices", "gpu0=0");
    }

    private static Scenario.Pod pod(String name, String command, String resources) {
        return new Scenario.Pod(name, "restartPolicy: Never\ncontainers: [{name: c,"
                + " image: host, command: " + command + ", resources: {" + resources + "}}]");
    }

    /// The rules with seconds for minutes.
    private Path shortRules() throws IOException {
        return Files.writeString(folder.resolve("rules.yaml"), Files.readString(RULES)
                .replaceAll("for: \\d+m", "for: 0s").replaceAll("\\[10m\\]", "[8s]"));
    }

    /// Every name in the rules and on the dashboard is one that the agent tells, and promtool has nothing to say about its own.
    private void assertNames(String address) throws IOException, InterruptedException {
        Set<String> named = Pattern.compile(METRIC.pattern())
                .matcher(Files.readString(RULES) + Files.readString(DASHBOARD)).results().map(MatchResult::group)
                .map(name -> name.replaceFirst("_bucket$", "")).collect(Collectors.toCollection(TreeSet::new));
        named.removeAll(OF_A_SHADOW);
        assertThat(named).hasSizeGreaterThan(25);
        long end = System.nanoTime() + PATIENCE.toNanos();
        String text = metrics(address);
        while (!names(text).containsAll(named) && System.nanoTime() < end) {
            Thread.sleep(500);
            text = metrics(address);
        }
        assertThat(names(text)).containsAll(named);
        Path file = Files.writeString(folder.resolve("metrics"), text);
        Finished lint = Finished.of(new ProcessBuilder("promtool", "check", "metrics").redirectInput(file.toFile()));
        assertThat((lint.out() + lint.err()).lines()).noneMatch(line -> line.contains("alidade_"))
                .noneMatch(line -> line.contains("error while"));
    }

    private static String metrics(String address) throws IOException, InterruptedException {
        return PrometheusServer.get("http://" + address + "/metrics").body();
    }

    private static List<String> names(String text) {
        List<String> names = new ArrayList<>();
        text.lines().filter(line -> line.startsWith("# TYPE ")).forEach(line -> names.add(line.split(" ", -1)[2]));
        return names;
    }

    @FunctionalInterface
    private interface Look {
        boolean see() throws IOException, InterruptedException;
    }

    private void await(PrometheusServer prometheus, String what, Look look) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!look.see()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited for " + what + " in vain; firing are " + prometheus.firing()
                        + "\nthe agent says:\n" + Files.readString(folder.resolve("log")) + "\nPrometheus says:\n"
                        + prometheus.log());
            }
            Thread.sleep(200);
        }
    }
}
