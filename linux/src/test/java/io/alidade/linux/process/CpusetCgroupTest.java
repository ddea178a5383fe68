package io.alidade.linux.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// On copies of trees: that the kernel obeys is shown where commands really run.
class CpusetCgroupTest {
    private static final NumaNodeIds NUMA_NODE_1 = NumaNodeIds.of(List.of(1));

    @TempDir
    Path root = Path.of("");

    private void mounted(String mounts, String cgroups) throws IOException {
        Path self = Files.createDirectories(root.resolve("proc/self"));
        Files.writeString(self.resolve("mounts"), mounts);
        Files.writeString(self.resolve("cgroup"), cgroups);
    }

    private Path cgroup(String path, String controllers) throws IOException {
        Path folder = Files.createDirectories(root.resolve("sys/fs/cgroup").resolve(path));
        Files.writeString(folder.resolve("cgroup.subtree_control"), controllers + "\n");
        return folder;
    }

    private Optional<CpusetCgroup> create(NumaNodeIds numaNodes) {
        return CpusetCgroup.create(root, "alidade-run-7", CpuSet.parseList("2-3,6"), numaNodes);
    }

    private static String file(CpusetCgroup cgroup, String name) throws IOException {
        return Files.readString(cgroup.folder().resolve(name)).strip();
    }

    @Test
    void create_version1_isBelowTheOwnCgroupWithItsNumaNodesUnlessNamed() throws IOException {
        mounted("tmpfs /sys/fs/cgroup tmpfs rw 0 0\ncgroup /sys/fs/cgroup/cpu,cpuset cgroup rw,cpu,cpuset 0 0\n",
                "5:cpu,cpuset:/jobs/mine\n0::/\n");
        Path own = Files.createDirectories(root.resolve("sys/fs/cgroup/cpu,cpuset/jobs/mine"));
        Files.writeString(own.resolve("cpuset.mems"), "0-1\n");

        CpusetCgroup anywhere = create(NumaNodeIds.EMPTY).orElseThrow();

        assertThat(anywhere.folder()).isEqualTo(own.resolve("alidade-run-7"));
        assertThat(file(anywhere, "cpuset.cpus")).isEqualTo("2-3,6");
        assertThat(file(anywhere, "cpuset.mems")).isEqualTo("0-1");
        assertThat(anywhere.take(4711)).isTrue();
        assertThat(file(anywhere, "cgroup.procs")).isEqualTo("4711");
        assertThat(anywhere.hasProcesses()).isTrue();
    }

    @Test
    void create_version2_isBesideTheOwnCgroupWhereCpusetsAreHandedOn() throws IOException {
        mounted("cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n", "0::/user/session\n");
        cgroup("user/session", "");
        Path parent = cgroup("user", "cpuset memory");

        CpusetCgroup bound = create(NUMA_NODE_1).orElseThrow();

        assertThat(bound.folder()).isEqualTo(parent.resolve("alidade-run-7"));
        assertThat(file(bound, "cpuset.cpus")).isEqualTo("2-3,6");
        assertThat(file(bound, "cpuset.mems")).isEqualTo("1");
        assertThat(bound.hasProcesses()).isFalse();
    }

    @Test
    void create_version2WithoutNumaNodes_leavesThemToTheParent() throws IOException {
        mounted("cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n", "0::/\n");
        cgroup("", "cpuset");

        assertThat(create(NumaNodeIds.EMPTY).orElseThrow().folder().resolve("cpuset.mems")).doesNotExist();
    }

    @Test
    void create_whereCpusetsAreNotHandedOn_isNothingAndLeavesNothing() throws IOException {
        mounted("cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n", "0::/user/session\n");
        cgroup("user/session", "");
        Path parent = cgroup("user", "memory pids");

        assertThat(create(NUMA_NODE_1)).isEmpty();
        assertThat(parent.resolve("alidade-run-7")).doesNotExist();
    }

    @Test
    void create_withoutCgroups_isNothing() throws IOException {
        mounted("proc /proc proc rw 0 0\n", "");
        assertThat(create(NUMA_NODE_1)).isEmpty();
    }

    @Test
    void create_whereOneIsAlready_isNothing() throws IOException {
        mounted("cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n", "0::/\n");
        cgroup("", "cpuset");
        Path other = cgroup("alidade-run-7", "");

        assertThat(create(NUMA_NODE_1)).isEmpty();
        assertThat(other.resolve("cgroup.subtree_control")).exists();
    }

    @Test
    void create_whereAnEmptyOneWasLeftBehind_takesItsPlace() throws IOException {
        mounted("cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n", "0::/\n");
        Path left = Files.createDirectories(cgroup("", "cpuset").resolve("alidade-run-7"));

        assertThat(create(NUMA_NODE_1).orElseThrow().folder()).isEqualTo(left);
        assertThat(left.resolve("cpuset.cpus")).content().contains("2-3,6");
    }

    @Test
    void kill_ofOneWithProcesses_endsThem() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sleep", "1000").start();
        Path folder = cgroup("busy", "");
        Files.writeString(folder.resolve("cgroup.procs"), process.pid() + "\n");

        new CpusetCgroup(folder).kill();

        assertThat(process.waitFor()).isEqualTo(137);
        new CpusetCgroup(root.resolve("gone")).kill();
    }

    @Test
    void remove_ofOneWithFiles_leavesIt() throws IOException {
        Path folder = cgroup("busy", "");
        new CpusetCgroup(folder).remove();
        assertThat(folder).exists();

        Path empty = Files.createDirectories(root.resolve("empty"));
        new CpusetCgroup(empty).remove();
        assertThat(empty).doesNotExist();
    }

    @Test
    void memory_ofItsOwnElsewhere_isToldByVersion2() throws IOException {
        CpusetCgroup cgroup = new CpusetCgroup(cgroup("pod", ""));
        assertThat(cgroup.ownBytesOutside(NUMA_NODE_1)).isEmpty();

        Path file = cgroup.folder().resolve("memory.numa_stat");
        Files.writeString(file, """
                anon N0=8192 N1=67260416 N2=4096
                file N0=1048576 N1=0 N2=0
                kernel_stack N0=16384 N1=0 N2=0
                shmem N0=4096 N1=0 N2=0
                anon_thp N0=2097152 N1=0 N2=0
                """);
        assertThat(cgroup.ownBytesOutside(NUMA_NODE_1)).hasValue(16384);
        assertThat(cgroup.ownBytesOutside(NumaNodeIds.of(List.of(0, 1, 2)))).hasValue(0);
        // As version 1 has it below its controller of memory.
        Files.writeString(file, "total=256 N0=256\nanon=12 N0=12\n");
        assertThat(cgroup.ownBytesOutside(NUMA_NODE_1)).isEmpty();
    }
}
