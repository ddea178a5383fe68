package io.alidade.live.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.Checkpoints;
import io.alidade.engine.cpu.CpuState;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import io.alidade.engine.memory.MemoryState;
import io.alidade.linux.observe.NodeObserver;
import io.alidade.live.verify.Drift.Kind;
import io.alidade.testkit.LiveTree;
import io.alidade.testkit.LiveTree.Layout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each finding once as it is, and once nearly.
class NodeVerificationTest {
    private static final CpuSet SHARED = CpuSet.range(0, 3).or(CpuSet.range(6, 7));
    private static final String MEBIBYTE_PAGES = " kernelpagesize_kB=1024\n";

    @TempDir
    Path root = Path.of("");
    private LiveTree tree = new LiveTree(root, Layout.V1_CGROUPFS);
    private String pod = "";
    private String db = "";
    private String web = "";

    /// A Guaranteed pod with the container `db` on CPUs 4-5 and NUMA node 1, another one with `web` in the shared pool.
    @BeforeEach
    void makeNode() {
        tree = LiveTree.of(root, Layout.V1_CGROUPFS);
        pod = tree.pod(LiveTree.UID, "");
        db = tree.container(pod, 'a');
        String other = tree.pod(LiveTree.OTHER_UID, "burstable");
        web = tree.container(other, 'b');
        tree.container(pod, LiveTree.UID, 'a', "db", "4-5", "1", 100)
                .container(other, LiveTree.OTHER_UID, 'b', "web", "0-3,6-7", "0-1", 200)
                .log("front", "shop", LiveTree.OTHER_UID, "web", 'b')
                .delete("var/log/containers/web_shop_web-" + LiveTree.id('b') + ".log");
    }

    /// The CPU Manager alone pins.
    private static Checkpoints cpusOnly() {
        return new Checkpoints(checkpoints(Map.of(LiveTree.UID, Map.of("db", CpuSet.range(4, 5))), Map.of()).cpu(),
                Optional.empty(), Optional.empty());
    }

    private static Checkpoints checkpoints(Map<String, Map<String, CpuSet>> cpus, Map<String, Integer> numaNodes) {
        Map<String, List<MemoryState.Block>> blocks = new TreeMap<>();
        numaNodes.forEach((container, numaNode) -> blocks.put(container,
                List.of(new MemoryState.Block(List.of(numaNode), "memory", 1 << 30))));
        return new Checkpoints(Optional.of(new CpuState("static", SHARED, cpus, Map.of())),
                Optional.of(new MemoryState("Static", Map.of(), Map.of(LiveTree.UID, blocks), Map.of())),
                Optional.empty());
    }

    private VerificationReport verify(Checkpoints checkpoints) {
        return NodeVerification.verify(checkpoints, NodeObserver.observe(
                new NodeObserver.Scope(tree.root(), Optional.empty(), tree.cgroupRoot(), true)), Tolerance.DEFAULT);
    }

    private VerificationReport verify() {
        return verify(checkpoints(Map.of(LiveTree.UID, Map.of("db", CpuSet.range(4, 5))), Map.of("db", 1)));
    }

    private static List<Kind> kinds(VerificationReport report) {
        return report.drifts().stream().map(Drift::kind).toList();
    }

    @Test
    void verify_everythingInItsPlace_isPositive() {
        VerificationReport report = verify();

        assertThat(report.drifts()).isEmpty();
        assertThat(report.notes()).isEmpty();
        assertThat(report.isPositive()).isTrue();
        assertThat(report.exclusiveCpus()).isEqualTo(CpuSet.range(4, 5));
        assertThat(report.containers()).extracting(check -> check.place().label())
                .containsExactly("shop/front/web", "shop/web/db");
        ContainerCheck check = report.containers().getLast();
        assertThat(check.assigned()).isEqualTo(new ContainerCheck.Assigned(Optional.of(CpuSet.range(4, 5)), true,
                Optional.of(NumaNodeIds.of(List.of(1)))));
        assertThat(check.isFine()).isTrue();
        assertThat(check.threads()).isEqualTo(1);
    }

    @Test
    void verify_exclusiveContainerWithOtherCpus_isDrift() {
        tree.cpuset(db, "4-6", "1").process(100, "db", "4-6", "1");

        VerificationReport report = verify();

        assertThat(kinds(report)).containsExactly(Kind.CPUSET_DRIFT);
        assertThat(report.drifts().getFirst().expected()).isEqualTo("4-5");
        assertThat(report.drifts().getFirst().actual()).isEqualTo("4-6");
        assertThat(report.drifts().getFirst().place().label()).isEqualTo("shop/web/db");
        assertThat(report.containers().getLast().isFine()).isFalse();
    }

    @Test
    void verify_exclusiveContainerWithFewerCpus_isDrift() {
        tree.cpuset(db, "4", "1").process(100, "db", "4", "1");

        assertThat(kinds(verify())).containsExactly(Kind.CPUSET_DRIFT);
    }

    @Test
    void verify_assignedCpuOffline_isDriftThatSaysSo() {
        tree.cpuset(db, "4", "1").process(100, "db", "4", "1").file("sys/devices/system/cpu/online", "0-4,6-7");

        Drift drift = verify().drifts().getFirst();

        assertThat(drift.message()).contains("Offline: 5.");
        assertThat(drift.cure()).contains("cpu5/online");
    }

    @Test
    void verify_sharedContainerOnExclusiveCpus_isDriftThatNamesTheirOwner() {
        tree.cpuset(web, "0-7", "0-1").process(200, "web", "0-7", "0-1");

        VerificationReport report = verify();

        assertThat(kinds(report)).containsExactly(Kind.CPUSET_DRIFT);
        assertThat(report.drifts().getFirst().message()).contains("Exclusive among them: 4-5 of shop/web.");
    }

    private static Checkpoints withoutPool(Map<String, Map<String, CpuSet>> entries) {
        return new Checkpoints(Optional.of(new CpuState("static", CpuSet.EMPTY, entries, Map.of())), Optional.empty(),
                Optional.empty());
    }

    @Test
    void verify_emptySharedPool_leavesNoCpuToThoseThatShare() {
        VerificationReport report = verify(withoutPool(Map.of(LiveTree.UID, Map.of("db", CpuSet.range(4, 5)))));

        assertThat(kinds(report)).containsExactly(Kind.CPUSET_DRIFT);
        Drift drift = report.drifts().getFirst();
        assertThat(drift.place().label()).isEqualTo("shop/front/web");
        assertThat(drift.message()).isEqualTo("It may run on CPUs 0-3,6-7; the shared pool is empty.");
        assertThat(drift.expected()).isEmpty();
        assertThat(drift.cure()).contains("default cpuset cannot be empty");
        assertThat(report.sharedCpus()).contains(CpuSet.EMPTY);
    }

    @Test
    void verify_emptySharedPool_leavesNoCpuToUnnamedContainers() {
        tree.delete("var/log/containers/front_shop_web-" + LiveTree.id('b') + ".log");

        VerificationReport report = verify(withoutPool(Map.of(LiveTree.UID, Map.of("db", CpuSet.range(4, 5)))));

        assertThat(kinds(report)).containsExactly(Kind.CPUSET_DRIFT);
        assertThat(report.drifts().getFirst().message())
                .endsWith("the entries of the pod and the shared pool allow no CPU.");
    }

    @Test
    void verify_emptyEntry_isNoCpuAndNotTheSharedPool() {
        VerificationReport report = verify(new Checkpoints(Optional.of(new CpuState("static", CpuSet.range(0, 7),
                Map.of(LiveTree.OTHER_UID, Map.of("web", CpuSet.EMPTY)), Map.of())), Optional.empty(),
                Optional.empty()));

        assertThat(report.drifts()).filteredOn(drift -> drift.place().label().equals("shop/front/web"))
                .extracting(Drift::message)
                .containsExactly("It may run on CPUs 0-3,6-7; assigned to it alone: no CPU.");
    }

    /// What a kubelet has written before it has looked at the machine.
    @Test
    void verify_emptySharedPoolWithoutAnyEntry_isNotSetYet() {
        VerificationReport report = verify(withoutPool(Map.of()));

        assertThat(kinds(report)).doesNotContain(Kind.CPUSET_DRIFT, Kind.THREAD_CPUS_DRIFT);
        assertThat(report.sharedCpus()).isEmpty();
    }

    @Test
    void verify_otherMems_isDriftAndAnyMemsWithoutAnEntryIsNot() {
        tree.cpuset(db, "4-5", "0-1").process(100, "db", "4-5", "0-1").cpuset(web, "0-3,6-7", "0");

        assertThat(kinds(verify())).containsExactly(Kind.MEMS_DRIFT);
        assertThat(kinds(verify(cpusOnly()))).isEmpty();
    }

    @Test
    void verify_threadBeyondItsContainer_isDriftAndOneWithFewerCpusIsNot() {
        tree.thread(100, 101, "worker", "4", "1", 1);
        assertThat(kinds(verify())).isEmpty();

        tree.thread(100, 102, "worker", "5-6", "1", 1);
        Drift drift = verify().drifts().getFirst();
        assertThat(drift.kind()).isEqualTo(Kind.THREAD_CPUS_DRIFT);
        assertThat(drift.actual()).isEqualTo("5-6");
        assertThat(drift.processes()).isEqualTo(Map.of("db", 1));
    }

    @Test
    void verify_threadWithMemsBeyondItsContainer_isDrift() {
        tree.thread(100, 101, "worker", "4", "0", 1);

        assertThat(kinds(verify())).containsExactly(Kind.THREAD_MEMS_DRIFT);
    }

    @Test
    void verify_hostProcessesOnExclusiveCpus_areOneDriftByName() {
        tree.process(1, "systemd", "0-3", "0-1").process(2, "kthreadd", "0-7", "0-1")
                .thread(30, 30, "migration/4", "4", "0-1", 2);
        VerificationReport near = verify();
        assertThat(near.drifts()).isEmpty();
        assertThat(near.notes()).extracting(VerificationReport.Note::id)
                .containsExactly("kernel-threads-on-exclusive-cpus");
        assertThat(near.notes().getFirst().message()).startsWith("1 kernel thread ");

        tree.process(50, "sshd", "0-7", "0-1").process(51, "sshd", "5-6", "0-1").process(52, "cron", "4", "0-1");
        VerificationReport report = verify();
        assertThat(kinds(report)).containsExactly(Kind.HOST_PROCESSES_ON_EXCLUSIVE_CPUS);
        assertThat(report.drifts().getFirst().processes()).isEqualTo(Map.of("sshd", 2, "cron", 1));
        assertThat(report.drifts().getFirst().message())
                .startsWith("3 processes in no container may run on CPUs 4-5.");
        assertThat(report.without(Set.of(Kind.HOST_PROCESSES_ON_EXCLUSIVE_CPUS)).isPositive()).isTrue();
    }

    @Test
    void verify_memoryOffItsNode_isADriftFromBothBoundsOn() {
        tree.file("proc/100/numa_maps", "1 default N0=16 N1=304" + MEBIBYTE_PAGES);
        VerificationReport report = verify();
        assertThat(kinds(report)).containsExactly(Kind.MEMORY_OFF_NODE);
        assertThat(report.drifts().getFirst().actual()).isEqualTo("16 MiB on 0, 304 MiB on 1");
        assertThat(report.containers().getLast().nearShare()).contains(0.95);

        tree.file("proc/100/numa_maps", "1 default N0=15 N1=10" + MEBIBYTE_PAGES);
        assertThat(kinds(verify())).as("too few bytes").isEmpty();
        tree.file("proc/100/numa_maps", "1 default N0=16 N1=305" + MEBIBYTE_PAGES);
        assertThat(kinds(verify())).as("too small a share").isEmpty();
        tree.file("proc/100/numa_maps", "1 default file=/bin/x N0=500 N1=1" + MEBIBYTE_PAGES);
        assertThat(kinds(verify())).as("the page cache").isEmpty();
    }

    @Test
    void verify_memoryOfAContainerWithCpusOnly_shouldBeWhereTheyAre() {
        tree.file("proc/100/numa_maps", "1 default N0=200" + MEBIBYTE_PAGES)
                .file("proc/200/numa_maps", "1 default N0=200" + MEBIBYTE_PAGES);

        VerificationReport report = verify(cpusOnly());

        assertThat(kinds(report)).containsExactly(Kind.MEMORY_OFF_NODE);
        assertThat(report.drifts().getFirst().message()).contains("where its CPUs are");
        assertThat(report.containers().getFirst().nearShare()).as("of the shared pool").isEmpty();
    }

    @Test
    void verify_wholeCpusWithoutEntry_isADriftAndAFractionIsNot() {
        tree.cpuset(db, "0-3,6-7", "1").process(100, "db", "0-3,6-7", "1");
        String beside = db.replace("/cpuset/", "/cpu/");
        tree.file(beside + "/cpu.cfs_quota_us", "200000").file(beside + "/cpu.cfs_period_us", "100000");
        VerificationReport report = verify(checkpoints(Map.of(), Map.of("db", 1)));
        assertThat(kinds(report)).containsExactly(Kind.ENTRY_MISSING);
        assertThat(report.drifts().getFirst().message()).contains("2 whole CPUs", "cpu_manager_state");

        tree.file(beside + "/cpu.cfs_quota_us", "150000");
        assertThat(kinds(verify(checkpoints(Map.of(), Map.of("db", 1))))).isEmpty();
        assertThat(kinds(verify(checkpoints(Map.of(), Map.of())))).as("memory").containsExactly(Kind.ENTRY_MISSING);
        tree.file(beside + "/cpu.cfs_quota_us", "-1");
        assertThat(kinds(verify(checkpoints(Map.of(), Map.of())))).as("nothing tells").isEmpty();
    }

    @Test
    void verify_entryOfAPodThatIsNotThere_isADrift() {
        Map<String, CpuSet> own = Map.of("db", CpuSet.range(4, 5));
        VerificationReport report = verify(
                checkpoints(Map.of(LiveTree.UID, own, "gone", Map.of("x", CpuSet.of(6))), Map.of("db", 1)));

        assertThat(kinds(report)).containsExactly(Kind.ENTRY_WITHOUT_CONTAINER);
        assertThat(report.drifts().getFirst().message()).contains("x (CPUs 6)");
        assertThat(report.drifts().getFirst().place().podLabel()).isEqualTo("pod gone");
        assertThat(report.exclusiveCpus()).isEqualTo(CpuSet.range(4, 5));
    }

    @Test
    void verify_entryOfAnEndedContainer_isNoDriftAndOfOneThatNeverRanIs() {
        Checkpoints withInit = checkpoints(
                Map.of(LiveTree.UID, Map.of("db", CpuSet.range(4, 5), "init", CpuSet.of(4))), Map.of("db", 1));
        assertThat(kinds(verify(withInit))).containsExactly(Kind.ENTRY_WITHOUT_CONTAINER);

        tree.log("web", "shop", LiveTree.UID, "init", 'f');
        VerificationReport report = verify(withInit);
        assertThat(report.drifts()).isEmpty();
        assertThat(report.containers().getLast().isRunning()).isFalse();
        assertThat(report.containers().getLast().place().label()).isEqualTo("shop/web/init");
    }

    @Test
    void verify_containerWithoutName_isJudgedWithItsPodAsAWhole() {
        tree.delete("var/log/containers/web_shop_db-" + LiveTree.id('a') + ".log");
        VerificationReport report = verify();
        assertThat(report.drifts()).isEmpty();
        assertThat(report.notes()).extracting(VerificationReport.Note::id)
                .containsExactly("judged-as-a-whole");
        ContainerCheck check = report.containers().getLast();
        assertThat(check.isWholePod()).isTrue();
        assertThat(check.assigned().cpus()).contains(CpuSet.range(0, 7));

        tree.cpuset(db, "4-5", "0-1");
        assertThat(kinds(verify())).containsExactly(Kind.MEMS_DRIFT);
    }

    @Test
    void verify_sandbox_isNotJudged() {
        tree.cpuset(pod + "/" + LiveTree.id('d'), "0-7", "0-1")
                .file(pod + "/" + LiveTree.id('d') + "/cgroup.procs", "9")
                .process(9, "pause", "0-7", "0-1");
        assertThat(verify().drifts()).isEmpty();
        assertThat(verify().notes()).isEmpty();

        tree.process(9, "miner", "0-7", "0-1");
        assertThat(verify().notes()).as("not a sandbox").isNotEmpty();
        assertThat(verify().containers()).hasSize(3);
    }

    @Test
    void verify_managersThatPinNothing_expectNothing() {
        tree.cpuset(web, "0-7", "0-1").process(200, "web", "0-7", "0-1").process(50, "sshd", "0-7", "0-1");

        VerificationReport report = verify(new Checkpoints(
                Optional.of(new CpuState("none", CpuSet.EMPTY, Map.of(), Map.of())), Optional.empty(),
                Optional.empty()));

        assertThat(report.drifts()).isEmpty();
        assertThat(report.notes()).extracting(VerificationReport.Note::id)
                .containsExactly("nothing-pinned");
    }
}
