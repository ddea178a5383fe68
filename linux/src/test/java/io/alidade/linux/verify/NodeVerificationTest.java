package io.alidade.linux.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.linux.observe.CgroupDriver;
import io.alidade.linux.observe.CgroupVersion;
import io.alidade.linux.observe.NodeObserver;
import io.alidade.linux.observe.ObservationNote;
import io.alidade.linux.tree.UnusableTree;
import io.alidade.linux.verify.FakeNode.Layout;
import io.alidade.linux.verify.Finding.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every layout of cgroups, and of every finding a node that has it and one that nearly has it.
class NodeVerificationTest {
    @TempDir
    private Path root;

    private FakeNode node() {
        return node(Layout.V2_SYSTEMD);
    }

    /// Two containers of one pod: one on CPUs of its own, one in the shared pool.
    private FakeNode node(Layout layout) {
        return new FakeNode(root, layout).entry("app", "1-2").runs("guaranteed", "app", "1-2", "0-1").logs("app")
                .runs("guaranteed", "helper", "0,4", "0-1").logs("helper");
    }

    private static List<Kind> kinds(FakeNode node) {
        return node.verify().findings().stream().map(Finding::kind).toList();
    }

    @ParameterizedTest
    @EnumSource
    void verify_everythingInPlace_isPositiveInEveryLayout(Layout layout) {
        VerificationReport report = node(layout).verify();

        assertThat(report.findings()).isEmpty();
        assertThat(report.containers()).extracting(check -> check.place().label())
                .containsExactly("default/web/app", "default/web/helper");
        assertThat(report.containers()).allMatch(ContainerCheck::isFine).allMatch(ContainerCheck::isRunning)
                .allMatch(check -> check.processes() == 1 && check.threads() == 1);
        boolean isSystemd = layout.name().endsWith("SYSTEMD") || layout == Layout.V2_CRIO;
        assertThat(report.driver()).isEqualTo(isSystemd ? CgroupDriver.SYSTEMD : CgroupDriver.CGROUPFS);
        assertThat(report.version()).isEqualTo(layout == Layout.HYBRID ? CgroupVersion.HYBRID
                : layout.name().startsWith("V1") ? CgroupVersion.V1 : CgroupVersion.V2);
    }

    @ParameterizedTest
    @EnumSource
    void verify_cpusetOfAContainerChanged_isDriftInEveryLayout(Layout layout) {
        FakeNode node = node(layout);
        node.cgroup(node.cgroupOf("guaranteed", "app"), "1-3", "0-1");

        assertThat(node.verify().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.CPUSET_DRIFT);
            assertThat(finding.place().label()).isEqualTo("default/web/app");
            assertThat(finding.expected()).isEqualTo("1-2");
            assertThat(finding.actual()).isEqualTo("1-3");
            assertThat(finding.cure()).contains("1-2");
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"V1_CGROUPFS", "V2_CGROUPFS"})
    void verify_kubeletBelowACgroupRoot_isFoundByItsOption(Layout layout) {
        FakeNode node = new FakeNode(root, layout).cgroupRoot("custom").entry("app", "1-2")
                .runs("guaranteed", "app", "1-2", "0-1").logs("app");

        VerificationReport report = node.verify();

        assertThat(report.kubepods()).endsWith("/custom/kubepods");
        assertThat(report.findings()).isEmpty();
        assertThat(report.containers()).hasSize(1);
    }

    @Test
    void verify_emptyCpusetOfVersion2_isThatOfTheNearestAncestor() {
        FakeNode node = new FakeNode(root, Layout.V2_CGROUPFS).shared("0-7").runs("burstable", "app", "0-7", "0-1")
                .logs("app");
        node.cgroup(node.cgroupOf("burstable", "app"), "", "");

        assertThat(node.verify().findings()).isEmpty();
    }

    @Test
    void verify_sharedContainerOutsideOfThePool_isDrift() {
        FakeNode node = node();
        node.cgroup(node.cgroupOf("guaranteed", "helper"), "0-1,4", "0-1");

        assertThat(node.verify().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.CPUSET_DRIFT);
            assertThat(finding.message()).contains("the shared pool is 0,4");
        });
    }

    @Test
    void verify_threadBeyondItsContainer_isAFindingAndOneWithFewerCpusIsNot() {
        FakeNode node = node();
        node.thread(100, 101, "worker", "1", "0-1");
        assertThat(kinds(node)).isEmpty();

        node.thread(100, 102, "stray", "1-3", "0-1");
        assertThat(node.verify().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.THREAD_CPUS_DRIFT);
            assertThat(finding.message()).startsWith("1 thread");
        });
    }

    @Test
    void verify_memsOfOtherNumaNodes_areDrift() {
        FakeNode node = new FakeNode(root, Layout.V2_SYSTEMD).entry("app", "1-2").memoryEntry("app", 0)
                .runs("guaranteed", "app", "1-2", "0").logs("app");
        assertThat(kinds(node)).isEmpty();

        node.thread(100, 101, "stray", "1-2", "0-1");
        assertThat(kinds(node)).containsExactly(Kind.THREAD_MEMS_DRIFT);

        node.cgroup(node.cgroupOf("guaranteed", "app"), "1-2", "0-1");
        assertThat(kinds(node)).containsExactly(Kind.MEMS_DRIFT);
    }

    @Test
    void verify_pagesOffTheirNumaNode_areAFindingFromTheToleranceOn() {
        FakeNode node = new FakeNode(root, Layout.V2_SYSTEMD).entry("app", "1-2")
                .runs("guaranteed", "app", "1-2", "0-1")
                .logs("app");
        // 100 MiB on NUMA node 0, 4 MiB on 1; mapped files do not count.
        node.process(100, "app", "1-2", "0-1", "7f0000000000 default anon=26624 N0=25600 N1=1024 kernelpagesize_kB=4\n"
                + "7f1000000000 default file=/usr/lib/libc.so mapped=90000 N1=90000 kernelpagesize_kB=4\n");
        assertThat(node.verify().findings()).isEmpty();
        assertThat(node.verify().containers().getFirst().nearShare().orElse(0.0)).isBetween(0.96, 0.97);

        // 60 MiB on 0; 20 pages of 2 MiB on 1.
        node.process(100, "app", "1-2", "0-1", "7f0000000000 default anon=15360 N0=15360 kernelpagesize_kB=4\n"
                + "7f2000000000 default file=/dev/hugepages/x huge anon=20 N1=20 kernelpagesize_kB=2048\n");
        assertThat(node.verify().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.MEMORY_OFF_NODE);
            assertThat(finding.message()).contains("40 MiB of its 100 MiB");
        });
    }

    @Test
    void verify_processesOfTheHostOnExclusiveCpus_areOneFinding() {
        FakeNode node = node().process(500, "sshd", "0,4", "0-1", "");
        assertThat(kinds(node)).isEmpty();

        node.process(501, "backup", "0-7", "0-1", "").process(502, "backup", "0-7", "0-1", "");
        assertThat(node.verify().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.HOST_PROCESSES_ON_EXCLUSIVE_CPUS);
            assertThat(finding.processes()).containsEntry("backup", 2).hasSize(1);
        });
    }

    @Test
    void verify_kernelThreads_areANoteOnlyWhereTheyAreNotBoundToOneCpu() {
        FakeNode node = node();
        node.write("proc/700/task/700/status",
                "Name:\tksoftirqd/1\nPPid:\t2\nCpus_allowed_list:\t1\nMems_allowed_list:\t0-1\n");
        assertThat(node.verify().notes()).isEmpty();

        node.write("proc/701/task/701/status",
                "Name:\tkworker/u8\nPPid:\t2\nCpus_allowed_list:\t0-7\nMems_allowed_list:\t0-1\n");
        assertThat(node.verify().findings()).isEmpty();
        assertThat(node.verify().notes()).extracting(ObservationNote::kind)
                .containsExactly(ObservationNote.Kind.KERNEL_THREADS_ON_EXCLUSIVE_CPUS);
    }

    @Test
    void verify_entryOfAPodWithoutCgroup_isAFinding() {
        FakeNode node = new FakeNode(root, Layout.V2_SYSTEMD).entry("gone", "5");

        assertThat(kinds(node)).containsExactly(Kind.ENTRY_WITHOUT_CONTAINER);
    }

    @Test
    void verify_entryOfAnEndedContainer_isNoFindingWhileItsLogLinkIsThere() {
        FakeNode node = node().entry("init", "1-2").logs("init");
        assertThat(kinds(node)).isEmpty();

        node.entry("never", "5");
        assertThat(node.verify().findings()).singleElement()
                .matches(finding -> finding.kind() == Kind.ENTRY_WITHOUT_CONTAINER)
                .matches(finding -> finding.place().label().equals("default/web/never"));
    }

    @Test
    void verify_guaranteedContainerWithWholeCpusAndNoEntry_isAFinding() {
        FakeNode node = new FakeNode(root, Layout.V2_SYSTEMD).runs("guaranteed", "app", "0,4", "0-1").logs("app");
        node.write(node.cgroupOf("guaranteed", "app") + "cpu.max", "150000 100000\n");
        assertThat(kinds(node)).as("one and a half CPUs").isEmpty();

        node.write(node.cgroupOf("guaranteed", "app") + "cpu.max", "200000 100000\n");
        assertThat(kinds(node)).containsExactly(Kind.ENTRY_MISSING);
    }

    @Test
    void verify_cgroupsWithoutLogLinks_areJudgedAsAWhole() {
        FakeNode node = new FakeNode(root, Layout.V2_SYSTEMD).entry("app", "1-2")
                .runs("guaranteed", "app", "1-2", "0-1")
                .runs("guaranteed", "other", "0,4", "0-1");
        VerificationReport report = node.verify();
        assertThat(report.findings()).isEmpty();
        assertThat(report.containers()).singleElement().matches(ContainerCheck::isWholePod);
        assertThat(report.notes()).extracting(ObservationNote::kind)
                .contains(ObservationNote.Kind.JUDGED_AS_A_WHOLE);

        node.cgroup(node.cgroupOf("guaranteed", "other"), "0,4,6", "0-1");
        assertThat(kinds(node)).containsExactly(Kind.CPUSET_DRIFT);
    }

    @Test
    void verify_sandbox_isNoContainer() {
        FakeNode node = node().runs("guaranteed", "pause", "0-7", "0-1");

        assertThat(node.verify().containers()).hasSize(2);
        assertThat(kinds(node)).isEmpty();
    }

    @Test
    void verify_processThatVanishes_isLeftOut() {
        FakeNode node = node();
        node.write(node.cgroupOf("guaranteed", "app") + "cgroup.procs", "100\n99999\n");

        assertThat(node.verify().findings()).isEmpty();
        assertThat(node.verify().notes()).isEmpty();
    }

    @Test
    void verify_garbage_isANoteAndNoFindingOfItsOwn() {
        FakeNode node = node();
        node.write(node.cgroupOf("guaranteed", "app") + "cpuset.cpus.effective", "\u0001garbage\n");
        node.write("var/log/containers/nonsense", "");
        node.write("proc/100/task/100/status", "Name:\tapp\nCpus_allowed_list:\tmany\nMems_allowed_list:\t0\n");

        VerificationReport report = node.verify();

        assertThat(report.findings()).isEmpty();
        assertThat(report.notes()).extracting(ObservationNote::kind).contains(
                ObservationNote.Kind.MALFORMED_FILE, ObservationNote.Kind.LOG_LINK_NOT_UNDERSTOOD);
    }

    @Test
    void observe_linksInACgroupTree_areNotFollowedForEver() throws IOException {
        FakeNode node = node();
        Path cgroup = root.resolve(node.cgroupOf("guaranteed", "app"));
        Files.createSymbolicLink(cgroup.resolve("loop"), cgroup);

        assertThat(node.verify().findings()).isEmpty();
    }

    @Test
    void observe_rootWithoutCgroupsOrProcOrPods_isRefusedWithACure() throws IOException {
        assertRefused("sys/fs/cgroup is not there");
        Files.createDirectories(root.resolve("sys/fs/cgroup/cpuset"));
        assertRefused("proc is not there");
        Files.createDirectories(root.resolve("proc"));
        assertRefused("has no cgroup kubepods");
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> NodeObserver
                .observe(new NodeObserver.Scope(root, Optional.empty(), Optional.empty(), true)))
                .isInstanceOfSatisfying(UnusableTree.class, refusal -> {
                    assertThat(refusal).hasMessageContaining(message);
                    assertThat(refusal.cure()).isNotEmpty();
                });
    }
}
