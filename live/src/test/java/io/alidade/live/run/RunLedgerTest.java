package io.alidade.live.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.engine.mask.CpuSet;
import io.alidade.kube.document.BadInput;
import io.alidade.linux.process.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunLedgerTest {
    @TempDir
    Path folder = Path.of("");

    private final MemoryShares memory = new MemoryShares(Map.of(0, Map.of("memory", 5L, "hugepages-1Gi", 6L)));

    private List<Run> reopened() {
        try (RunLedger ledger = RunLedger.open(folder)) {
            return ledger.runs();
        }
    }

    @Test
    void add_thenOpen_givesTheSame() throws IOException {
        Run run = Sites.running("1-3", memory);
        try (RunLedger ledger = RunLedger.open(folder)) {
            ledger.add(run);
        }

        assertThat(reopened()).containsExactly(run);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> String.valueOf(file.getFileName()))).containsExactlyInAnyOrder("alidade.lock",
                    "runs.json");
        }
    }

    @Test
    void open_commandThatHasEnded_isStruckOut() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sleep", "600").start();
        try (RunLedger ledger = RunLedger.open(folder)) {
            ledger.add(new Run(ProcessIdentity.of(process.pid()).orElseThrow(), CpuSet.of(1), memory,
                    Optional.empty(), "sleep 600"));
        }
        assertThat(reopened()).hasSize(1);

        process.destroyForcibly().waitFor();

        assertThat(reopened()).isEmpty();
    }

    @Test
    void open_commandThatLeftAProcessInItsCgroup_staysUntilThatEnds() throws IOException {
        Path cgroup = Files.createDirectories(folder.resolve("cgroup"));
        Files.writeString(cgroup.resolve("cgroup.procs"), "4711\n");
        ProcessIdentity self = ProcessIdentity.self();
        try (RunLedger ledger = RunLedger.open(folder)) {
            ledger.add(new Run(new ProcessIdentity(self.pid(), 1, self.boot()), CpuSet.of(1), MemoryShares.NONE,
                    Optional.of(cgroup), "daemon"));
        }
        assertThat(reopened()).hasSize(1);

        Files.delete(cgroup.resolve("cgroup.procs"));

        assertThat(reopened()).isEmpty();
        assertThat(cgroup).doesNotExist();
    }

    @Test
    void remove_ofOneProcess_leavesTheOthers() {
        try (RunLedger ledger = RunLedger.open(folder)) {
            ledger.add(Sites.running("1", MemoryShares.NONE));
            ledger.remove(ProcessIdentity.self());
            assertThat(ledger.runs()).isEmpty();
        }
        assertThat(reopened()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"runs\": 3}", "{\"runs\": [{\"pid\": \"x\"}]}",
        "{\"runs\": [{\"cpus\": \"0-\"}]}"})
    void open_damagedFile_isRefusedWithACure(String text) throws IOException {
        Files.writeString(folder.resolve("runs.json"), text);

        assertThatThrownBy(() -> RunLedger.open(folder))
                .isInstanceOfSatisfying(BadInput.class,
                        problem -> assertThat(problem.cure()).contains("remove it once none of them runs"))
                .hasMessageContaining("runs.json");
        // The lock was given back.
        Files.delete(folder.resolve("runs.json"));
        assertThat(reopened()).isEmpty();
    }

    @Test
    void open_folderThatIsAFile_isRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> RunLedger.open(file)).isInstanceOf(BadInput.class)
                .hasMessageContaining("cannot be written");
    }

    @Test
    void run_longCommand_isCut() {
        Run run = new Run(ProcessIdentity.self(), CpuSet.of(1), MemoryShares.NONE, Optional.empty(), "x".repeat(9999));
        assertThat(run.command()).hasSize(Run.MAX_COMMAND_CHARACTERS);
    }
}
