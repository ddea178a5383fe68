package io.alidade.linux.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// On copies of trees: that the kernel obeys is shown where commands really run.
class LimitCgroupsTest {
    private static final ResourceLimits LIMITS = new ResourceLimits(1500, Optional.of(new CpuQuota(100_000, 50_000)),
            OptionalLong.of(1 << 20), new TreeMap<>(Map.of(2L << 20, 4L << 20, 1L << 30, 0L)));

    @TempDir
    Path root = Path.of("");

    private void mounted(String mounts, String cgroups) throws IOException {
        Path self = Files.createDirectories(root.resolve("proc/self"));
        Files.writeString(self.resolve("mounts"), mounts);
        Files.writeString(self.resolve("cgroup"), cgroups);
    }

    private String file(String path) throws IOException {
        return Files.readString(root.resolve("sys/fs/cgroup").resolve(path)).strip();
    }

    @Test
    void version1_hasOneInTheTreeOfEachController() throws IOException {
        mounted("""
                cgroup /sys/fs/cgroup/cpu cgroup rw,cpu,cpuacct 0 0
                cgroup /sys/fs/cgroup/memory cgroup rw,memory 0 0
                cgroup /sys/fs/cgroup/hugetlb cgroup rw,hugetlb 0 0
                """,
                "4:memory:/mine\n3:cpu,cpuacct:/\n2:hugetlb:/h\n");
        Files.createDirectories(root.resolve("sys/fs/cgroup/memory/mine"));

        LimitCgroups made = LimitCgroups.create(root, "a", LIMITS, Optional.empty());

        assertThat(made.folders()).containsExactly(root.resolve("sys/fs/cgroup/cpu/a"),
                root.resolve("sys/fs/cgroup/memory/mine/a"), root.resolve("sys/fs/cgroup/hugetlb/h/a"));
        assertThat(file("cpu/a/cpu.shares")).isEqualTo("1536");
        assertThat(file("cpu/a/cpu.cfs_quota_us")).isEqualTo("100000");
        assertThat(file("cpu/a/cpu.cfs_period_us")).isEqualTo("50000");
        assertThat(file("memory/mine/a/memory.limit_in_bytes")).isEqualTo("1048576");
        assertThat(file("hugetlb/h/a/hugetlb.2MB.limit_in_bytes")).isEqualTo("4194304");
        assertThat(file("hugetlb/h/a/hugetlb.1GB.limit_in_bytes")).isEqualTo("0");
        made.take(4711);
        assertThat(file("memory/mine/a/cgroup.procs")).isEqualTo("4711");
        assertThat(made.wasOutOfMemory()).isFalse();
        Files.writeString(root.resolve("sys/fs/cgroup/memory/mine/a/memory.oom_control"), "under_oom 0\noom_kill 1\n");
        assertThat(made.wasOutOfMemory()).isTrue();
    }

    @Test
    void version2_usesTheCgroupOfTheCpuset() throws IOException {
        mounted("cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n", "0::/user/agent\n");
        Path parent = Files.createDirectories(root.resolve("sys/fs/cgroup/user"));
        Files.writeString(parent.resolve("cgroup.subtree_control"), "cpuset cpu memory\n");
        CpusetCgroup cpuset = CpusetCgroup.create(root, "a", CpuSet.of(1), NumaNodeIds.EMPTY).orElseThrow();

        LimitCgroups made = LimitCgroups.create(root, "a", LIMITS, Optional.of(cpuset));

        assertThat(made.folders()).isEmpty();
        assertThat(file("user/a/cpu.weight")).isEqualTo("59");
        assertThat(file("user/a/cpu.max")).isEqualTo("100000 50000");
        assertThat(file("user/a/memory.max")).isEqualTo("1048576");
        assertThat(parent.resolve("a/hugetlb.2MB.max")).doesNotExist();
        Files.writeString(parent.resolve("a/memory.events"), "oom 1\noom_kill 2\n");
        assertThat(made.wasOutOfMemory()).isTrue();
    }

    @Test
    void version2_withoutACpuset_hasOneBesideTheCaller() throws IOException {
        mounted("cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n", "0::/user/agent\n");
        Path parent = Files.createDirectories(root.resolve("sys/fs/cgroup/user"));
        Files.writeString(parent.resolve("cgroup.subtree_control"), "memory\n");

        LimitCgroups made = LimitCgroups.create(root, "a", LIMITS, Optional.empty());

        assertThat(made.folders()).containsExactly(parent.resolve("a"));
        assertThat(file("user/a/memory.max")).isEqualTo("1048576");
    }

    @Test
    void nothing_whereNothingIsMounted() throws IOException {
        mounted("", "");
        assertThat(LimitCgroups.create(root, "a", LIMITS, Optional.empty())).isEqualTo(LimitCgroups.NONE);
    }
}
