package io.alidade.linux.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import io.alidade.engine.pod.QosClass;
import io.alidade.linux.observe.NodeObservation.HostProcess;
import io.alidade.linux.observe.ObservationNote.Kind;
import io.alidade.linux.observe.ObservedContainer.ContainerName;
import io.alidade.linux.observe.ObservedProcess.ObservedThread;
import io.alidade.linux.tree.UnusableTree;
import io.alidade.testkit.LiveTree;
import io.alidade.testkit.LiveTree.Layout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NodeObserverTest {
    @TempDir
    Path root = Path.of("");

    private static List<Kind> kinds(NodeObservation seen) {
        return seen.notes().stream().map(ObservationNote::kind).toList();
    }

    /// A root where two pods and a static one are, each with one container.
    private LiveTree threePods(Layout layout) {
        LiveTree tree = LiveTree.of(root, layout);
        return tree.container(tree.pod(LiveTree.UID, ""), LiveTree.UID, 'a', "db", "4-5", "1", 100)
                .container(tree.pod(LiveTree.OTHER_UID, "burstable"), LiveTree.OTHER_UID, 'b', "web", "0-3,6-7", "0-1",
                        200)
                .container(tree.pod(LiveTree.STATIC_UID, "besteffort"), LiveTree.STATIC_UID, 'c', "proxy", "0-3,6-7",
                        "0-1", 300);
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    void observe_everyLayout_findsPodsContainersAndThreads(Layout layout) {
        NodeObservation seen = observe(threePods(layout));

        assertThat(seen.pods()).extracting(ObservedPod::uid)
                .containsExactly(LiveTree.UID, LiveTree.OTHER_UID, LiveTree.STATIC_UID);
        assertThat(seen.pods()).extracting(ObservedPod::qosClass)
                .containsExactly(QosClass.GUARANTEED, QosClass.BURSTABLE, QosClass.BEST_EFFORT);
        ObservedContainer db = seen.pods().getFirst().containers().getFirst();
        assertThat(db.name()).contains(new ContainerName("shop", "web", "db"));
        assertThat(db.id()).isEqualTo(LiveTree.id('a'));
        assertThat(db.cpuset()).isEqualTo(new Cpuset(Optional.of(CpuSet.range(4, 5)),
                Optional.of(NumaNodeIds.of(List.of(1)))));
        assertThat(db.processes().getFirst().threads())
                .containsExactly(new ObservedThread(100, CpuSet.range(4, 5), NumaNodeIds.of(List.of(1))));
        assertThat(seen.driver()).isEqualTo(layout.isSystemd ? CgroupDriver.SYSTEMD : CgroupDriver.CGROUPFS);
        assertThat(seen.version()).isEqualTo(switch (layout) {
            case V2_SYSTEMD, V2_CGROUPFS, CRIO, CGROUP_ROOT_SYSTEMD -> CgroupVersion.V2;
            case HYBRID, HYBRID_UNIFIED -> CgroupVersion.HYBRID;
            case V1_CGROUPFS, V1_SYSTEMD, CGROUP_ROOT -> CgroupVersion.V1;
        });
        assertThat(seen.hostProcesses()).contains(List.of());
        assertThat(seen.notes()).isEmpty();
    }

    @Test
    void observe_kubeletInAContainer_isFoundWithoutItsCgroupRoot() {
        LiveTree tree = threePods(Layout.CGROUP_ROOT);

        assertThat(
                NodeObserver.observe(new NodeObserver.Scope(root, Optional.empty(), Optional.empty(), true)).kubepods())
                .isEqualTo("/" + tree.kubepods());
    }

    @Test
    void observe_emptyCpusOfVersion2_areThoseOfTheAncestor() {
        LiveTree tree = threePods(Layout.V2_CGROUPFS);
        String cgroup = tree.container(tree.pod(LiveTree.UID, ""), 'a');
        tree.file(cgroup + "/cpuset.cpus", "").delete(cgroup + "/cpuset.cpus.effective");

        assertThat(observe(tree).pods().getFirst().containers().getFirst().cpuset().cpus())
                .contains(CpuSet.range(0, 7));
    }

    @Test
    void observe_cgroupsBelowAContainer_countToIt() {
        LiveTree tree = threePods(Layout.CRIO);
        String cgroup = tree.container(tree.pod(LiveTree.UID, ""), 'a');
        tree.file(cgroup + "/container/deep/cgroup.procs", "101").process(101, "worker", "4", "1")
                .file(cgroup + "/threaded/cgroup.type", "threaded").file(cgroup + "/threaded/cgroup.procs", "999");

        assertThat(observe(tree).pods().getFirst().containers().getFirst().processes())
                .extracting(ObservedProcess::id).containsExactly(100, 101);
    }

    @Test
    void observe_monitorOfCrio_isAProcessOfTheHost() {
        LiveTree tree = threePods(Layout.CRIO);
        tree.file(tree.pod(LiveTree.UID, "") + "/crio-conmon-" + LiveTree.id('a') + ".scope/cgroup.procs", "55")
                .process(55, "conmon", "0-7", "0-1");

        assertThat(observe(tree).hostProcesses().orElseThrow()).extracting(HostProcess::name)
                .containsExactly("conmon");
        assertThat(observe(tree).pods().getFirst().containers()).hasSize(1);
    }

    @Test
    void observe_processThatCameMeanwhile_isNotOneOfTheHost() {
        LiveTree tree = threePods(Layout.V1_CGROUPFS);
        tree.process(400, "late", "0-7", "0-1").file("proc/400/cgroup", "3:cpuset:/kubepods/pod" + LiveTree.UID + "/x")
                .process(401, "sshd", "0-7", "0-1").file("proc/401/cgroup", "3:cpuset:/system/kubepods")
                .thread(402, 402, "kworker/u8:1", "0-7", "0-1", 2);

        assertThat(observe(tree).hostProcesses().orElseThrow()).containsExactly(
                new HostProcess(401, "sshd", false, CpuSet.range(0, 7)),
                new HostProcess(402, "kworker/u8:1", true, CpuSet.range(0, 7)));
    }

    @Test
    void observe_processThatEndedMeanwhile_isLeftOutWithoutAWord() {
        LiveTree tree = threePods(Layout.V1_CGROUPFS);
        tree.file(tree.container(tree.pod(LiveTree.UID, ""), 'a') + "/cgroup.procs", "100\n31999");

        assertThat(observe(tree).pods().getFirst().containers().getFirst().processes()).hasSize(1);
        assertThat(observe(tree).notes()).isEmpty();
    }

    @Test
    void observe_processesOfAnotherNamespace_leaveTheHostUnknown() {
        LiveTree tree = threePods(Layout.V1_CGROUPFS);
        tree.file(tree.container(tree.pod(LiveTree.UID, ""), 'a') + "/cgroup.procs", "0\n0");

        assertThat(observe(tree).hostProcesses()).isEmpty();
        assertThat(kinds(observe(tree))).containsExactly(Kind.OTHER_PID_NAMESPACE);
    }

    @Test
    void observe_pages_areCountedByNumaNodeAndKind() {
        LiveTree tree = threePods(Layout.V1_CGROUPFS).file("proc/100/numa_maps", """
                7f00 default anon=3 dirty=3 N0=1 N1=2 kernelpagesize_kB=4
                7f01 default file=/usr/lib/libc.so mapped=9 N0=9 kernelpagesize_kB=4
                7f02 prefer:1 file=/dev/hugepages/map_0 huge dirty=1 N1=1 kernelpagesize_kB=2048
                7f03 default file=/dev/shm/x dirty=1 N0=1 kernelpagesize_kB=4
                7f04 default stack nonsense N=1 Nx=2 N3= =""");

        assertThat(observe(tree).pods().getFirst().containers().getFirst().processes().getFirst().memory())
                .contains(new MemoryUse(Map.of(0, 8192L, 1, 8192L + (2 << 20)), Map.of(0, 9 * 4096L), true));
    }

    @Test
    void observe_endlessLineOfPages_isCutWithANote() {
        LiveTree tree = threePods(Layout.V1_CGROUPFS).file("proc/100/numa_maps",
                "7f00 default N1=2 kernelpagesize_kB=4\n" + "x".repeat(200_000));

        NodeObservation seen = observe(tree);

        assertThat(kinds(seen)).containsExactly(Kind.LIMIT_REACHED);
        assertThat(seen.pods().getFirst().containers().getFirst().processes().getFirst().memory())
                .contains(new MemoryUse(Map.of(1, 8192L), Map.of(), false));
    }

    @Test
    void observe_loopOfLinksInTheCgroupTree_isLeftOutWithANote() {
        LiveTree tree = threePods(Layout.V1_CGROUPFS);
        String cgroup = tree.container(tree.pod(LiveTree.UID, ""), 'a');
        tree.link(cgroup + "/loop", "..").link(tree.kubepods() + "/pod" + LiveTree.OTHER_UID, ".");

        assertThat(kinds(observe(tree))).containsExactly(Kind.LINK_LEFT_OUT, Kind.LINK_LEFT_OUT);
        assertThat(observe(tree).pods()).hasSize(3);
    }

    @Test
    void observe_garbage_isNotedAndCountsAsMissing() {
        LiveTree tree = threePods(Layout.V1_CGROUPFS);
        String cgroup = tree.container(tree.pod(LiveTree.UID, ""), 'a');
        tree.file(cgroup + "/cpuset.effective_cpus", "four\u0001").file(cgroup + "/cpuset.cpus", "9-")
                .file(cgroup + "/cgroup.procs", "100\nmany\n-4").file("var/log/containers/nonsense.log", "")
                .process(100, "db", "?", "1");

        NodeObservation seen = observe(tree);

        assertThat(kinds(seen)).containsOnly(Kind.MALFORMED_FILE, Kind.LOG_LINK_NOT_UNDERSTOOD);
        assertThat(seen.notes()).extracting(ObservationNote::message)
                .anyMatch(message -> message.contains("cpuset.effective_cpus holds \"four\\x01\""))
                .anyMatch(message -> message.contains("nonsense.log"));
        assertThat(seen.pods().getFirst().containers().getFirst().cpuset().cpus()).contains(CpuSet.range(0, 7));
        assertThat(seen.pods().getFirst().containers().getFirst().processes().getFirst().threads()).isEmpty();
    }

    @Test
    void observe_withoutLogFolder_hasNoNames() {
        LiveTree tree = threePods(Layout.V1_CGROUPFS);
        for (char digit : new char[] {'a', 'b', 'c'}) {
            String name = digit == 'a' ? "db" : digit == 'b' ? "web" : "proxy";
            tree.delete("var/log/containers/web_shop_" + name + "-" + LiveTree.id(digit) + ".log");
        }
        tree.delete("var/log/containers");

        assertThat(kinds(observe(tree))).containsExactly(Kind.LOG_LINKS_MISSING);
        assertThat(observe(tree).pods()).allMatch(pod -> pod.containers().getFirst().name().isEmpty());
    }

    @Test
    void observe_linkOfAnotherPod_isLeftOutWithANote() {
        LiveTree tree = threePods(Layout.V1_CGROUPFS).log("web", "shop", LiveTree.OTHER_UID, "db", 'a');

        assertThat(kinds(observe(tree))).containsExactly(Kind.LOG_LINK_OF_OTHER_POD);
        assertThat(observe(tree).pods().getFirst().containers().getFirst().name()).isEmpty();
    }

    @Test
    void observe_quota_isReadOfBothVersions() {
        LiveTree v2 = threePods(Layout.V2_CGROUPFS);
        v2.file(v2.container(v2.pod(LiveTree.UID, ""), 'a') + "/cpu.max", "200000 100000")
                .file(v2.container(v2.pod(LiveTree.OTHER_UID, "burstable"), 'b') + "/cpu.max", "max 100000");

        assertThat(observe(v2).pods().get(0).containers().getFirst().quota()).contains(new CpuQuota(200_000, 100_000));
        assertThat(observe(v2).pods().get(1).containers().getFirst().quota()).isEmpty();

        LiveTree v1 = new LiveTree(root.resolve("v1"), Layout.V1_CGROUPFS);
        LiveTree.of(v1.root(), Layout.V1_CGROUPFS).container(v1.pod(LiveTree.UID, ""), LiveTree.UID, 'a', "db", "4",
                "1", 1);
        String beside = v1.container(v1.pod(LiveTree.UID, ""), 'a').replace("/cpuset/", "/cpu,cpuacct/");
        v1.file(beside + "/cpu.cfs_quota_us", "150000").file(beside + "/cpu.cfs_period_us", "100000");

        assertThat(observe(v1).pods().getFirst().containers().getFirst().quota().orElseThrow().isWhole()).isFalse();
    }

    @Test
    void observe_unusableRoots_sayWhatIsMissingAndTheCure() {
        LiveTree tree = new LiveTree(root, Layout.V1_CGROUPFS);
        assertThatThrownBy(() -> observe(tree)).isInstanceOf(UnusableTree.class)
                .hasMessageContaining("/sys/fs/cgroup is not there");
        tree.folder("sys/fs/cgroup");
        assertThatThrownBy(() -> observe(tree)).hasMessageContaining("no hierarchy with the controller cpuset");
        tree.folder("sys/fs/cgroup/cpuset");
        assertThatThrownBy(() -> observe(tree)).hasMessageContaining("/proc is not there");
        tree.folder("proc");
        assertThatThrownBy(() -> observe(tree)).hasMessageContaining("no cgroup kubepods");
        tree.folder("sys/fs/cgroup/cpuset/a/kubepods/podx").folder("sys/fs/cgroup/cpuset/b/kubepods/pody");
        assertThatThrownBy(() -> observe(tree)).hasMessageContaining("pods in several cgroups");
        assertThatThrownBy(() -> NodeObserver
                .observe(new NodeObserver.Scope(root, Optional.empty(), Optional.of("/../x"), true)))
                .hasMessageContaining("has no cgroup /../x");
        assertThatThrownBy(() -> NodeObserver.observe(
                new NodeObserver.Scope(root, Optional.of(root.resolve("gone")), Optional.of("a"), true)))
                .isInstanceOf(UnusableTree.class).hasMessageContaining("gone");
    }

    private static NodeObservation observe(LiveTree tree) {
        return NodeObserver.observe(new NodeObserver.Scope(tree.root(), Optional.empty(), tree.cgroupRoot(), true));
    }
}
