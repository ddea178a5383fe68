package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.mask.CpuSet;
import io.alidade.linux.process.CpuAffinity;
import io.alidade.linux.process.ProcessIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `alidade run` as a process: what the command that it becomes sees of itself.
class RunProcessTest {
    @TempDir
    Path folder = Path.of("");

    private CpuSet allowed = CpuSet.EMPTY;

    @BeforeEach
    void twoCpus() {
        allowed = CpuAffinity.current();
        org.junit.jupiter.api.Assumptions.assumeTrue(allowed.size() > 1,
                "one CPU stays for everything else, so there must be two");
    }

    /// The next look removes the cgroups of commands that have ended.
    @AfterEach
    void look() {
        CliRun.of(new CliRun.Surroundings("", Map.of("XDG_STATE_HOME", folder.toString()), Outlets.FILES), "run",
                "--list");
    }

    private ProcessBuilder alidade(List<String> options, String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m", "-XX:-UsePerfData",
                        "--enable-native-access=ALL-UNNAMED"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "run"));
        if (!arguments[0].equals("--cpu")) {
            command.addAll(List.of("--cpu", "1"));
        }
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("XDG_STATE_HOME", folder.toString());
        return builder;
    }

    private CliRun run(String... arguments) throws IOException, InterruptedException {
        return run(alidade(List.of(), arguments));
    }

    private CliRun run(ProcessBuilder builder) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "out", "");
        Path err = Files.createTempFile(folder, "err", "");
        Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        process.getOutputStream().close();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new CliRun(process.exitValue(), Files.readString(out, StandardCharsets.ISO_8859_1),
                Files.readString(err));
    }

    private static String field(String status, String name) {
        return status.lines().filter(line -> line.startsWith(name + ":")).findFirst().orElseThrow()
                .substring(name.length() + 1).strip();
    }

    @Test
    void command_sees_itsCpuNoBlockedSignalsAndNoFileOfTheVirtualMachine() throws IOException, InterruptedException {
        CliRun run = run("--", "cat", "/proc/self/status");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        CpuSet cpus = CpuSet.parseList(field(run.out(), "Cpus_allowed_list"));
        assertThat(cpus.size()).isEqualTo(1);
        assertThat(cpus.isSubsetOf(allowed)).isTrue();
        assertThat(field(run.out(), "Name")).isEqualTo("cat");
        assertThat(field(run.out(), "SigBlk")).isEqualTo("0000000000000000");
        assertThat(run("--", "ls", "/proc/self/fd").out()).as("the last is what ls itself opens")
                .isEqualTo("0\n1\n2\n3\n");
    }

    @Test
    void command_withMemory_hasItsPagesBoundToNumaNodes() throws IOException, InterruptedException {
        CliRun bound = run("--memory", "64Mi", "--", "cat", "/proc/self/numa_maps");
        CliRun free = run("--", "cat", "/proc/self/numa_maps");

        assertThat(bound.exitCode()).as(bound.err()).isZero();
        assertThat(bound.out().lines().filter(line -> line.contains("stack"))).isNotEmpty()
                .allMatch(line -> line.matches("[0-9a-f]+ bind:[0-9,-]+ .*"));
        assertThat(free.out().lines().filter(line -> line.contains("stack"))).isNotEmpty()
                .allMatch(line -> line.contains(" prefer"));
    }

    @Test
    void command_words_arriveAsTheyAreIncludingBytesThatAreNoText() throws IOException, InterruptedException {
        Path script = Files.write(folder.resolve("script"),
                "exec \"$@\" \"$(printf 'a\\377b')\"".getBytes(StandardCharsets.UTF_8));
        ProcessBuilder direct = alidade(List.of(), "--", "printf", "<%s>", "-x", "--", "@file", "", "--cpu");
        List<String> command = new ArrayList<>(List.of("sh", script.toString()));
        command.addAll(direct.command());
        CliRun run = run(direct.command(command));

        assertThat(run.out()).isEqualTo("<-x><--><@file><><--cpu><a\u00ffb>");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void command_environment_isTheCallersWithoutWhatTheLauncherSet() throws IOException, InterruptedException {
        ProcessBuilder unset = alidade(List.of("-Dalidade.locale="), "--", "env");
        unset.environment().put("LC_ALL", "C.UTF-8");
        ProcessBuilder set = alidade(List.of("-Dalidade.locale==C"), "--", "env");
        set.environment().put("LC_ALL", "C.UTF-8");

        assertThat(run(unset).out()).doesNotContain("LC_ALL").contains("XDG_STATE_HOME=" + folder);
        assertThat(run(set).out()).contains("LC_ALL=C\n");
    }

    @Test
    void command_exitCodes_areItsOwn() throws IOException, InterruptedException {
        assertThat(run("--", "sh", "-c", "exit 42").exitCode()).isEqualTo(42);
        assertThat(run("--", "sh", "-c", "kill -TERM $$").exitCode()).isEqualTo(128 + 15);
        CliRun missing = run("--", "no-such-command");
        assertThat(missing.exitCode()).isEqualTo(127);
        assertThat(missing.err()).startsWith("alidade: 'no-such-command' cannot be run: no such file or directory.");
        Path plain = Files.writeString(folder.resolve("plain"), "text");
        assertThat(run("--", plain.toString()).exitCode()).isEqualTo(126);
        assertThat(run("--", folder + "/plain/below").exitCode()).isEqualTo(127);
    }

    @Test
    void command_signal_reachesIt() throws IOException, InterruptedException {
        Path ready = folder.resolve("ready");
        Process process = alidade(List.of(), "--", "sh", "-c",
                "trap 'echo got; exit 5' TERM; : >" + ready + "; while :; do sleep 0.05; done").start();
        while (Files.notExists(ready)) {
            assertThat(process.isAlive()).isTrue();
            Thread.sleep(20);
        }
        assertThat(new ProcessBuilder("kill", "-TERM", Long.toString(process.pid())).start().waitFor()).isZero();

        assertThat(process.waitFor()).isEqualTo(5);
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("got\n");
    }

    @Test
    void command_standardInput_isItsOwn() throws IOException, InterruptedException {
        Path input = Files.writeString(folder.resolve("input"), "one\ntwo\n");
        ProcessBuilder builder = alidade(List.of(), "--", "head", "-n", "1").redirectInput(input.toFile());
        Process process = builder.start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("one\n");
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void run_whileAllIsTaken_isRefusedAndNamesTheHolder() throws IOException, InterruptedException {
        // All but one CPU.
        Process holder = alidade(List.of(), "--cpu", Integer.toString(allowed.size() - 1), "--policy", "none", "--",
                "sleep", "600").start();
        try {
            awaitCommand(holder, "sleep");
            CliRun refused = run("--", "true");

            assertThat(refused.exitCode()).as(refused.err()).isEqualTo(1);
            assertThat(refused.out()).isEmpty();
            assertThat(refused.err()).contains("none is free").contains("process " + holder.pid() + " has CPUs");
        } finally {
            holder.destroyForcibly().waitFor();
        }
        assertThat(run("--", "true").exitCode()).as("after kill -9").isZero();
    }

    private static void awaitCommand(Process process, String name) throws IOException, InterruptedException {
        while (!commandName(process).equals(Optional.of(name))) {
            assertThat(process.isAlive()).isTrue();
            Thread.sleep(20);
        }
    }

    private static Optional<String> commandName(Process process) throws IOException {
        Path name = Path.of("/proc", Long.toString(process.pid()), "comm");
        try {
            return Optional.of(Files.readString(name).strip());
        } catch (java.nio.file.NoSuchFileException gone) {
            return Optional.empty();
        }
    }

    /// Starters race for the CPUs there are and are killed at random moments, before, while and after they become a command.
    /// `-Dalidade.kills=300` kills as many.
    @Test
    void run_killedAtAnyMoment_neverSharesACpuNorLosesOne() throws IOException, InterruptedException {
        int kills = Integer.getInteger("alidade.kills", 30);
        long seed = Long.getLong("alidade.seed", 12);
        SplittableRandom random = new SplittableRandom(seed);
        List<Process> live = new ArrayList<>();
        for (int killed = 0; killed < kills; killed++) {
            while (live.size() < 3) {
                live.add(alidade(List.of(), "--", "sleep", "600").redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start());
            }
            Thread.sleep(random.nextInt(400));
            assertApart(live, seed);
            live.remove(random.nextInt(live.size())).destroyForcibly().waitFor();
            live.removeIf(process -> !process.isAlive());
        }
        for (Process process : live) {
            process.destroyForcibly().waitFor();
        }
        assertThat(run("--cpu", Integer.toString(allowed.size() - 1), "--policy", "none", "--", "true").exitCode())
                .as("all is free again").isZero();
    }

    private void assertApart(List<Process> processes, long seed) throws IOException {
        CpuSet taken = CpuSet.EMPTY;
        for (Process process : processes) {
            if (!commandName(process).equals(Optional.of("sleep"))) {
                continue;
            }
            Optional<ProcessIdentity> alive = ProcessIdentity.of(process.pid());
            String status = Files.readString(Path.of("/proc", Long.toString(process.pid()), "status"));
            CpuSet cpus = CpuSet.parseList(field(status, "Cpus_allowed_list"));
            if (alive.isPresent()) {
                assertThat(cpus.intersects(taken)).as("seed " + seed + ", CPUs " + cpus).isFalse();
                taken = taken.or(cpus);
            }
        }
    }

    @Test
    void state_namedFolder_isUsed() throws IOException, InterruptedException {
        Path shared = folder.resolve("shared");
        assertThat(run("--state", shared.toString(), "--", "true").exitCode()).isZero();

        assertThat(shared.resolve("runs.json")).exists();
    }
}
