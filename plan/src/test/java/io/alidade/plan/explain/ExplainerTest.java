package io.alidade.plan.explain;

import static io.alidade.plan.whatif.Scene.GPU_SERVER;
import static io.alidade.plan.whatif.Scene.kubelet;
import static io.alidade.plan.whatif.Scene.pod;
import static io.alidade.plan.whatif.Scene.podOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.pod.PodManifest;
import io.alidade.plan.alignment.Placement;
import io.alidade.plan.explain.Explanation.Pod;
import io.alidade.plan.explain.Explanation.Shortage;
import io.alidade.plan.whatif.Scene;
import io.alidade.plan.whatif.WhatIf;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Reasons and stories.
class ExplainerTest {
    private static Pod last(Scene scene) {
        return scene.explain(false).pods().getLast();
    }

    @Test
    void refusedPod_28CpusFree_namesThe4MissingAndWhatWouldDo() {
        Pod pod = last(Scene.of(GPU_SERVER, kubelet("single-numa-node", "topologyManagerScope: pod"),
                pod("batch", "cpu: 34, memory: 8Gi"), pod("inference", "cpu: 40, memory: 8Gi, nvidia.com/gpu: 4"),
                pod("finetune", "cpu: 32, memory: 8Gi, nvidia.com/gpu: 4")));

        assertThat(pod.reasons()).contains("NUMA node 0 has 28 CPUs free, 32 asked: 4 short;"
                + " its 247Gi of memory and 4 nvidia.com/gpu would do");
        assertThat(pod.shortages()).contains(new Shortage(List.of(0), "cpu", 32, 28, 4),
                new Shortage(List.of(1), "nvidia.com/gpu", 4, 0, 4));
        assertThat(pod.whatIf().orElseThrow().answers().getFirst().description())
                .isEqualTo("containers[c]: cpu 28 instead of 32");
        assertThat(pod.steps().getFirst().merge().orElseThrow().rule()).isEqualTo("nothing-in-common");
    }

    @Test
    void refusedPod_everyCellIsEnough_namesTheContradiction() {
        Pod pod = last(Scene.of(GPU_SERVER, kubelet("restricted", ""),
                pod("train", "cpu: 8, memory: 8Gi, nvidia.com/gpu: 6")));

        assertThat(pod.reasons()).anyMatch(reason -> reason
                .startsWith("cpu and memory prefer 1 NUMA node, nvidia.com/gpu prefers 2 NUMA nodes"))
                .contains("it would be refused on this machine even if no other pod ran: waiting does not help");
    }

    /// Other settings would be tried on an empty node if the pods that run were not among those that come to it.
    @Test
    void refusedPod_onANodeOnWhichPodsRun_isToldWhatItIsToldAfterThem() {
        PodManifest[] running = {pod("a", "cpu: 60, memory: 8Gi"), pod("b", "cpu: 62, memory: 8Gi")};
        PodManifest refused = pod("c", "cpu: 12, memory: 8Gi");
        String configuration = kubelet("single-numa-node", "");
        Scene scene = Scene.of(GPU_SERVER, configuration, running[0], running[1], refused);
        KubeletStart start = KubeletNode.start(scene.machine(), scene.configuration(), KubeletVersion.DEFAULT);
        KubeletNode node = ((KubeletStart.Started) start).node();
        for (PodManifest pod : running) {
            node = node.admit(pod).node();
        }

        Pod live = Explainer.of(new KubeletStart.Started(node, List.of()), scene.machine(), scene.configuration(),
                KubeletVersion.DEFAULT, Optional.empty(), List.of(refused), List.of(), false).pods().getFirst();

        assertThat(live).isEqualTo(last(scene));
        assertThat(live.whatIf().orElseThrow().answers()).extracting(WhatIf::description)
                .noneMatch(text -> text.startsWith("TopologyManagerScope"));
    }

    @Test
    void refusedPods_askingForTheSame_areEachToldWhatTheyAreToldAlone() {
        List<PodManifest> pods = List.of(pod("a", "cpu: 40, memory: 8Gi"), pod("b", "cpu: 80, memory: 8Gi"),
                pod("c", "cpu: 80, memory: 8Gi"), pod("d", "cpu: 70, memory: 8Gi, nvidia.com/gpu: 6"),
                pod("e", "cpu: 80, memory: 8Gi"), pod("f", "cpu: 22, memory: 8Gi, nvidia.com/gpu: 4"),
                pod("g", "cpu: 80, memory: 8Gi"), podOf("h", "containers: [{name: c}]"),
                pod("i", "cpu: 70, memory: 8Gi, nvidia.com/gpu: 6"), pod("j", "cpu: 80, memory: 8Gi"));
        List<Pod> told = Scene.of(GPU_SERVER, kubelet("restricted", ""), pods.toArray(PodManifest[]::new))
                .explain(false).pods();

        List<PodManifest> admitted = new ArrayList<>();
        for (int i = 0; i < pods.size(); i++) {
            List<PodManifest> upToIt = new ArrayList<>(admitted);
            upToIt.add(pods.get(i));
            assertThat(told.get(i)).isEqualTo(last(Scene.of(GPU_SERVER, kubelet("restricted", ""),
                    upToIt.toArray(PodManifest[]::new))));
            if (told.get(i).refusal().isEmpty()) {
                admitted.add(pods.get(i));
            }
        }
        assertThat(admitted).hasSize(3);
    }

    @Test
    void refusedPods_allEqual_allGetTheAnswersOfOneSearch() {
        List<PodManifest> pods = new ArrayList<>();
        for (int i = 0; i < 2 * Explainer.MAX_WHAT_IFS; i++) {
            pods.add(pod("large-" + i, "cpu: 80, memory: 8Gi"));
        }
        Explanation explanation = Scene.of(GPU_SERVER, kubelet("single-numa-node", ""),
                pods.toArray(PodManifest[]::new)).explain(false);

        assertThat(explanation.pods()).allMatch(pod -> pod.whatIf().isPresent());
        assertThat(explanation.pods()).extracting(Pod::uid).doesNotHaveDuplicates();
        assertThat(explanation.warnings()).noneMatch(warning -> warning.contains("is looked for with the first"));
    }

    @Test
    void misalignedPod_numaNodeInAGroup_namesTheGroupRule() {
        Pod pod = last(Scene.of(GPU_SERVER, kubelet("best-effort", ""), pod("wide", "cpu: 2, memory: 300Gi"),
                pod("small", "cpu: 2, memory: 20Gi")));

        assertThat(pod.placement()).contains(Placement.SPLIT);
        assertThat(pod.reasons()).anyMatch(reason -> reason.contains("it serves a pod as the group of NUMA nodes 0-1:"
                + " the Memory Manager gives nothing of a group's NUMA node alone"));
    }

    @Test
    void refusedPod_numaNodesInUseAlone_namesTheGroupRule() {
        Pod pod = last(Scene.of(GPU_SERVER, kubelet("restricted", ""), pod("small", "cpu: 2, memory: 20Gi"),
                pod("wide", "cpu: 80, memory: 300Gi")));

        assertThat(pod.refusal()).isPresent();
        assertThat(pod.reasons()).anyMatch(reason -> reason.contains("joins only NUMA nodes that nobody uses"));
    }

    @Test
    void refusedPod_largerThanANumaNode_saysNever() {
        Pod pod = last(Scene.of(GPU_SERVER, kubelet("single-numa-node", ""), pod("wide", "cpu: 80, memory: 20Gi")));

        assertThat(pod.reasons().getFirst()).isEqualTo("80 CPUs is more than one NUMA node of this machine can give,"
                + " even when empty (it takes 2): single-numa-node never admits that");
    }

    @Test
    void refusedPod_predicate_saysWhatIsAllocatable() {
        Pod pod = last(Scene.of(GPU_SERVER, kubelet("none", ""),
                podOf("b", "containers: [{name: c, resources: {requests: {cpu: 100}}}]"),
                podOf("c", "containers: [{name: c, resources: {requests: {cpu: 30}}}]")));

        assertThat(pod.refusal().orElseThrow().reason()).isEqualTo("OutOfcpu");
        assertThat(pod.reasons()).contains("126 CPUs can be allocated on this node, 100 are requested by other pods,"
                + " 30 asked: 4 short");
        assertThat(pod.shortages()).containsExactly(new Shortage(List.of(), "cpu", 30, 26, 4));
    }

    @Test
    void refusedPod_wholeCoresOnly_saysSo() {
        Pod pod = last(Scene.of(GPU_SERVER, kubelet("none", "cpuManagerPolicyOptions: {full-pcpus-only: 'true'}"),
                pod("odd", "cpu: 7, memory: 8Gi")));

        assertThat(pod.reasons()).startsWith("full-pcpus-only gives whole cores only, 2 CPUs each: ask for a"
                + " multiple of 2");
    }

    @Test
    void kubelet_doesNotStart_saysWhyAndExplainsNoPod() {
        Explanation explanation = Scene.of(GPU_SERVER, kubelet("single-numa-node", "").replace("0,64", "0,640"),
                pod("a", "cpu: 1, memory: 1Gi")).explain(true);

        assertThat(explanation.startError().orElseThrow()).contains("is not a subset of online-cpus");
        assertThat(explanation.pods()).isEmpty();
        assertThat(explanation.isPositive()).isFalse();
    }

    @Test
    void mergeRule_ofAdmittedPods_isTheOneThatDecided() {
        String machine = GPU_SERVER;
        assertThat(rule(machine, "restricted", "cpu: 4, memory: 8Gi")).isEqualTo("lowest");
        assertThat(rule(machine, "restricted", "cpu: 63, memory: 8Gi")).isEqualTo("only-preferred");
        assertThat(rule(machine, "restricted", "")).isEqualTo("no-preference");
        assertThat(rule(machine, "best-effort", "cpu: 8, memory: 8Gi, nvidia.com/gpu: 6")).isEqualTo("not-preferred");
    }

    private static String rule(String machine, String policy, String limits) {
        return last(Scene.of(machine, kubelet(policy, ""), pod("p", limits))).steps().getFirst().merge().orElseThrow()
                .rule();
    }

    @Test
    void cpuChoice_ofExclusiveCpus_saysWhatTheyAreMadeOf() {
        assertThat(choice("", "cpu: 64, memory: 8Gi")).isEqualTo("whole-numa-nodes: all of NUMA node 1");
        assertThat(choice("", "cpu: 5, memory: 8Gi")).isEqualTo("whole-cores: 2 whole cores and 1 single thread");
        assertThat(choice("cpuManagerPolicyOptions: {distribute-cpus-across-numa: 'true'}", "cpu: 100, memory: 8Gi"))
                .isEqualTo("distributed: 50 whole cores, as many from each of 2 NUMA nodes"
                        + " (distribute-cpus-across-numa)");
        assertThat(choice("cpuManagerPolicyOptions: {full-pcpus-only: 'true'}", "cpu: 4, memory: 8Gi"))
                .isEqualTo("whole-cores: 2 whole cores (full-pcpus-only)");
    }

    private static String choice(String more, String limits) {
        var container = last(Scene.of(GPU_SERVER, kubelet("best-effort", more), pod("p", limits))).containers()
                .getFirst();
        return container.choice().orElseThrow() + ": " + container.cpusWhy();
    }

    @Test
    void qos_ofPods_namesTheField() {
        Pod burstable = last(Scene.of(GPU_SERVER, kubelet("best-effort", ""), podOf("b",
                "containers: [{name: c, resources: {requests: {cpu: 4, memory: 8Gi}, limits: {cpu: 4, memory: 9Gi}}}]")));

        assertThat(burstable.qos().why())
                .isEqualTo("containers[c].resources.requests.memory: 8Gi is not its limit of 9Gi");
        assertThat(burstable.containers().getFirst().cpusWhy())
                .isEqualTo("it shares CPUs: the pod is Burstable, not Guaranteed");
    }
}
