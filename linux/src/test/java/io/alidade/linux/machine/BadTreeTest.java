package io.alidade.linux.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alidade.engine.mask.CpuSet;
import io.alidade.linux.tree.UnusableTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Trees that no kernel makes: each ends in a result with warnings, or in a clear failure, and never waits.
class BadTreeTest {
    @TempDir
    private Path root;

    @TempDir
    private Path outside;

    private FakeTree tree() {
        return new FakeTree(root);
    }

    private static void assertWarning(DiscoveredMachine machine, DiscoveryWarning.Kind kind, String start) {
        assertThat(machine.warnings()).filteredOn(warning -> warning.kind() == kind).singleElement()
                .satisfies(warning -> assertThat(warning.message()).startsWith(start));
    }

    @Test
    void root_missingOrAFile_isRefused() throws IOException {
        Path file = Files.createFile(root.resolve("file"));

        assertThatThrownBy(() -> MachineDiscovery.discover(root.resolve("none"))).isInstanceOf(UnusableTree.class)
                .hasMessageContaining("none cannot be opened: it does not exist.");
        assertThatThrownBy(() -> MachineDiscovery.discover(file)).isInstanceOf(UnusableTree.class)
                .hasMessageEndingWith("file is not a directory.");
    }

    @Test
    void root_empty_isRefusedWithACure() {
        assertThatThrownBy(() -> MachineDiscovery.discover(root)).isInstanceOfSatisfying(UnusableTree.class,
                failure -> {
                    assertThat(failure).hasMessageStartingWith("no usable CPU is found below the root");
                    assertThat(failure.cure()).startsWith("Name a folder");
                });
    }

    @Test
    void root_whoseCpusAreJunk_isRefusedWithTheReason() {
        FakeTree tree = tree().file(FakeTree.CPU + "online", "\1\2");

        assertThatThrownBy(tree::discover).isInstanceOf(UnusableTree.class).hasMessageEndingWith("list none."
                + " /sys/devices/system/cpu/online holds \"\\x01\\x02\"; treated as missing.");
    }

    @Test
    void links_inACycle_areUnreadable() {
        DiscoveredMachine machine = tree().plainCpus(1).link(FakeTree.CPU + "cpu0/topology/core_id", "core_id")
                .link(FakeTree.CPU + "cpu0/cache", "../cpu0/cache").discover();

        assertThat(machine.hardware().usableCpus().size()).isEqualTo(1);
        assertWarning(machine, DiscoveryWarning.Kind.UNREADABLE_FILE,
                "/sys/devices/system/cpu/cpu0/topology/core_id is unreadable: ");
    }

    @Test
    void links_toAParent_endNowhere() {
        DiscoveredMachine machine = tree().plainCpus(1).link(FakeTree.CPU + "cpu1", ".")
                .link(FakeTree.NODE + "node1", ".")
                .file(FakeTree.CPU + "online", "0-1\n").discover();

        assertThat(machine.hardware().usableCpus().toListString()).isEqualTo("0-1");
        assertThat(machine.topology().numaNodes()).hasSize(2);
        assertThat(machine.topology().cpus()).hasSize(1);
    }

    @Test
    void links_outOfTheRoot_areNotFollowed() {
        new FakeTree(outside).plainCpus(8);
        DiscoveredMachine machine = tree().plainCpus(1)
                .link(FakeTree.NODE + "node7", outside.resolve(FakeTree.NODE + "node0").toString())
                .link(FakeTree.NODE + "node0/distance", outside.resolve(FakeTree.NODE + "node0/distance").toString())
                .discover();

        assertThat(machine.topology().numaNodes()).extracting("id").containsExactly(0);
        assertWarning(machine, DiscoveryWarning.Kind.LINK_OUT_OF_ROOT, "/sys/devices/system/node/node7 leads out");
    }

    @Test
    void links_insideTheRoot_areFollowed() {
        DiscoveredMachine machine = tree().plainCpus(2).file("elsewhere/list", "0-1\n")
                .link(FakeTree.CPU + "online", root.resolve("elsewhere/list").toString()).discover();

        assertThat(machine.hardware().usableCpus().toListString()).isEqualTo("0-1");
        assertThat(machine.warnings()).isEmpty();
    }

    @Test
    void file_huge_isRefused() {
        DiscoveredMachine machine = tree().plainCpus(2).file(FakeTree.CPU + "online", "0".repeat(70_000)).discover();

        assertThat(machine.hardware().usableCpus().toListString()).isEqualTo("0-1");
        assertWarning(machine, DiscoveryWarning.Kind.FILE_TOO_LARGE,
                "/sys/devices/system/cpu/online has more than 65536 bytes; treated as missing.");
    }

    @Test
    void file_withNulBytes_isReadUpToThem() {
        DiscoveredMachine machine = tree().plainCpus(2).file(FakeTree.CPU + "online", "0-1\n\0\0\0\0").discover();

        assertThat(machine.hardware().usableCpus().toListString()).isEqualTo("0-1");
        assertThat(machine.warnings()).isEmpty();
    }

    @Test
    void file_cut_isNotTakenForAnotherValue() {
        DiscoveredMachine machine = tree().plainCpus(2).file(FakeTree.NODE + "node0/cpumap", "00000000,000")
                .file(FakeTree.CPU + "present", "0-").discover();

        assertThat(machine.hardware().numaNodes()).containsEntry(0, CpuSet.of(0, 1));
        assertWarning(machine, DiscoveryWarning.Kind.MALFORMED_FILE,
                "/sys/devices/system/cpu/present holds \"0-\"; treated as missing, and 1 more like it.");
    }

    @Test
    void files_ofRandomBytes_endInAResultOrAClearFailure() {
        SplittableRandom random = new SplittableRandom(42);
        for (int round = 0; round < 200; round++) {
            tree().plainCpus(3).cache(0, 3, 3, "0", "0-1").file("proc/cpuinfo", "processor: 0\n");
            List<Path> files = files();
            for (int i = 0; i < 1 + random.nextInt(files.size()); i++) {
                byte[] junk = new byte[random.nextInt(40)];
                random.nextBytes(junk);
                tree().file(root.relativize(files.get(random.nextInt(files.size()))).toString(), junk);
            }
            try {
                DiscoveredMachine machine = MachineDiscovery.discover(root);
                assertThat(machine.topology().cpus()).as("round " + round).isNotEmpty();
            } catch (UnusableTree e) {
                assertThat(e).as("round " + round).hasMessageStartingWith("no usable CPU");
            }
        }
    }

    @Test
    void directory_whereAFileIsExpected_isRefused() {
        DiscoveredMachine machine = tree().plainCpus(2).delete(FakeTree.CPU + "online")
                .file(FakeTree.CPU + "online/file", "0").file(FakeTree.NODE + "node1", "").discover();

        assertThat(machine.hardware().usableCpus().toListString()).isEqualTo("0-1");
        assertWarning(machine, DiscoveryWarning.Kind.WRONG_FILE_TYPE,
                "/sys/devices/system/cpu/online is not a regular file; treated as missing, and 1 more like it.");
    }

    @Test
    void fifo_whereAFileIsExpected_isNotOpened() throws IOException, InterruptedException {
        tree().plainCpus(2).delete(FakeTree.CPU + "online");
        Process mkfifo = new ProcessBuilder("mkfifo", root.resolve(FakeTree.CPU + "online").toString()).start();
        assumeTrue(mkfifo.waitFor() == 0, "no FIFO can be made here");

        DiscoveredMachine machine = assertTimeoutPreemptively(Duration.ofSeconds(10), () -> tree().discover());

        assertWarning(machine, DiscoveryWarning.Kind.WRONG_FILE_TYPE,
                "/sys/devices/system/cpu/online is not a regular");
    }

    @Test
    void file_withoutPermission_isUnreadable() throws IOException {
        tree().plainCpus(2);
        Path online = root.resolve(FakeTree.CPU + "online");
        Files.setPosixFilePermissions(online, PosixFilePermissions.fromString("---------"));
        assumeFalse(Files.isReadable(online), "the super-user may read everything");

        DiscoveredMachine machine = tree().discover();

        assertThat(machine.hardware().usableCpus().toListString()).isEqualTo("0-1");
        assertWarning(machine, DiscoveryWarning.Kind.UNREADABLE_FILE,
                "/sys/devices/system/cpu/online is unreadable: permission denied; treated as missing.");
    }

    @Test
    void siblings_withoutTheirOwnCpu_areIgnored() {
        DiscoveredMachine machine = tree().plainCpus(2).cpu(1, 0, 1, "0").discover();

        assertThat(machine.hardware().cores()).hasSize(2);
        assertWarning(machine, DiscoveryWarning.Kind.MALFORMED_FILE, "/sys/devices/system/cpu/cpu1/topology/");
    }

    private List<Path> files() {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
