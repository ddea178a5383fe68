package io.alidade.plan.whatif;

import static io.alidade.plan.whatif.Scene.GPU_SERVER;
import static io.alidade.plan.whatif.Scene.kubelet;
import static io.alidade.plan.whatif.Scene.pod;
import static io.alidade.plan.whatif.Scene.podOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.admission.AdmissionRun;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.checkpoint.CheckpointFiles;
import io.alidade.kube.pod.PodManifest;
import io.alidade.plan.explain.Explainer;
import io.alidade.plan.explain.Explanation;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What would make a pod fit; every answer is tried again from scratch.
class WhatIfSearchTest {
    static Scene refusedFor32Cpus() {
        return Scene.of(GPU_SERVER, kubelet("single-numa-node", "topologyManagerScope: pod"),
                pod("batch", "cpu: 34, memory: 8Gi"), pod("inference", "cpu: 40, memory: 8Gi, nvidia.com/gpu: 4"),
                pod("finetune", "cpu: 32, memory: 8Gi, nvidia.com/gpu: 4"));
    }

    private static List<String> descriptions(Scene scene) {
        WhatIfs found = scene.whatIfs();
        assertThat(found.answers()).allMatch(answer -> scene.holds(answer, found.target()));
        assertThat(found.isCut()).isFalse();
        return found.answers().stream().map(WhatIf::description).toList();
    }

    @Test
    void refusedPod_28CpusFree_startsWith28Cpus() {
        assertThat(descriptions(refusedFor32Cpus())).startsWith("containers[c]: cpu 28 instead of 32")
                .contains("topologyManagerPolicy best-effort instead of single-numa-node (admitted, but split)",
                        "without the running pod default/batch", "without the running pod default/inference");
    }

    @Test
    void refusedPod_oddCpusWithFullPcpusOnly_optionAndEvenNumberDo() {
        Scene scene = Scene.of(GPU_SERVER, kubelet("restricted", "cpuManagerPolicyOptions: {full-pcpus-only: 'true'}"),
                pod("odd", "cpu: 7, memory: 8Gi"));

        assertThat(descriptions(scene)).containsExactly("containers[c]: cpu 8, up from 7",
                "containers[c]: cpu 6 instead of 7", "cpuManagerPolicyOptions.full-pcpus-only false instead of true");
    }

    @Test
    void refusedPod_containersThatFitTogetherOnNoNumaNode_otherScopeDoes() {
        Scene scene = Scene.of(GPU_SERVER, kubelet("single-numa-node", "topologyManagerScope: pod"),
                podOf("two", "containers: [{name: a, resources: {limits: {cpu: 40, memory: 8Gi}}},"
                        + " {name: b, resources: {limits: {cpu: 40, memory: 8Gi}}}]"));

        assertThat(descriptions(scene)).contains("topologyManagerScope container instead of pod");
    }

    @Test
    void refusedPod_reservedCpusInTheWay_lessReservedDoes() {
        Scene scene = Scene.of(GPU_SERVER, kubelet("single-numa-node", "").replace("0,64", "0,1,32,33,64,65,96,97"),
                pod("large", "cpu: 62, memory: 8Gi"));

        assertThat(descriptions(scene)).contains("containers[c]: cpu 60 instead of 62",
                "reservedSystemCPUs 0-1,32,64-65,96 instead of 0-1,32-33,64-65,96-97");
    }

    @Test
    void refusedPod_reservedMemoryInTheWay_lessReservedDoes() {
        Scene scene = Scene.of(GPU_SERVER, kubelet("single-numa-node", ""),
                pod("other", "cpu: 63, memory: 1Gi, nvidia.com/gpu: 4"),
                pod("large", "cpu: 2, memory: 261632Mi, nvidia.com/gpu: 4"));

        assertThat(descriptions(scene)).contains("containers[c]: memory 255Gi instead of 261632Mi",
                "systemReserved.memory 412Mi instead of 924Mi, and 512Mi less reservedMemory on NUMA node 0");
    }

    @Test
    void refusedPod_onePodIsNotEnough_pairsAreNamed() {
        Scene scene = Scene.of(GPU_SERVER, kubelet("single-numa-node", ""),
                pod("a", "cpu: 30, memory: 8Gi"), pod("b", "cpu: 30, memory: 8Gi"),
                pod("c", "cpu: 30, memory: 8Gi"), pod("d", "cpu: 30, memory: 8Gi"),
                pod("large", "cpu: 60, memory: 8Gi"));

        assertThat(descriptions(scene)).contains("without the running pods default/a and default/b",
                "without the running pods default/c and default/d");
    }

    @Test
    void refusedPod_fitsNoEmptyMachine_noPodIsRemoved() {
        Scene scene = Scene.of(GPU_SERVER, kubelet("single-numa-node", ""), pod("a", "cpu: 4, memory: 8Gi"),
                pod("wide", "cpu: 4, memory: 300Gi"));

        WhatIfs found = scene.whatIfs();
        assertThat(found.fitsEmptyNode()).isFalse();
        assertThat(found.answers()).noneMatch(answer -> answer.change() instanceof Change.Removal);
        assertThat(descriptions(scene)).contains("containers[c]: memory 256Gi instead of 300Gi");
    }

    @Test
    void refusedPod_twoAmountsTooLarge_bothAreLowered() {
        Scene scene = Scene.of(GPU_SERVER, kubelet("single-numa-node", ""),
                pod("wide", "cpu: 80, memory: 300Gi, nvidia.com/gpu: 2"));

        assertThat(descriptions(scene)).startsWith(
                "containers[c]: cpu 64 instead of 80 and memory 256Gi instead of 300Gi, together");
    }

    @Test
    void misalignedPod_bestEffort_answersAlignIt() {
        Scene scene = Scene.of(GPU_SERVER, kubelet("best-effort", ""),
                pod("batch", "cpu: 34, memory: 8Gi"), pod("inference", "cpu: 40, memory: 8Gi, nvidia.com/gpu: 4"),
                pod("finetune", "cpu: 32, memory: 8Gi, nvidia.com/gpu: 4"));

        assertThat(scene.whatIfs().target()).isEqualTo(Target.TOGETHER);
        assertThat(descriptions(scene)).startsWith("containers[c]: cpu 28 instead of 32");
    }

    @Test
    void alignedPod_asked_saysHowFarItCouldGrow() {
        Scene scene = Scene.of(GPU_SERVER, kubelet("single-numa-node", ""),
                pod("small", "cpu: 4, memory: 8Gi, nvidia.com/gpu: 1"));

        assertThat(descriptions(scene)).contains("containers[c]: cpu 64, up from 4",
                "containers[c]: nvidia.com/gpu 4, up from 1", "containers[c]: memory 256Gi, up from 8Gi",
                "topologyManagerPolicy restricted instead of single-numa-node");
    }

    @Test
    void refusedByPredicate_burstablePod_requestIsLowered() {
        Scene scene = Scene.of(GPU_SERVER, kubelet("none", ""),
                podOf("b", "containers: [{name: c, resources: {requests: {cpu: 127500m}, limits: {cpu: 200}}}]"));

        assertThat(descriptions(scene)).contains("containers[c]: cpu 126 instead of 127500m");
    }

    @Test
    void fullMachineOf8NumaNodes_60Pods_searchIsNotCut() {
        StringBuilder machine = new StringBuilder("""
                layout: {sockets: 2, coresPerSocket: 64, threadsPerCore: 2}
                devices: [{resource: v.com/gpu, id: g, numa: [3]}]
                numaNodes:
                """);
        for (int id = 0; id < 8; id++) {
            machine.append("- {node: ").append(id).append(", memory: 125Gi}\n");
        }
        PodManifest[] pods = new PodManifest[61];
        for (int i = 0; i < 60; i++) {
            pods[i] = pod("web-" + i, "cpu: 4, memory: 12Gi");
        }
        pods[60] = pod("large", "cpu: 10, memory: 90Gi, v.com/gpu: 1");
        Scene scene = Scene.of(machine.toString(), kubelet("single-numa-node", ""), pods);
        assertThat(scene.running()).hasSize(60);

        assertThat(descriptions(scene)).isNotEmpty();
    }

    @Test
    void machineOfManyNumaNodes_memory_saysThatTheSearchIsCut() {
        StringBuilder machine = new StringBuilder("layout: {sockets: 16, coresPerSocket: 4}\nnumaNodes:\n");
        for (int id = 0; id < 16; id++) {
            machine.append("- {node: ").append(id).append(", memory: 16Gi}\n");
        }
        Scene scene = Scene.of(machine.toString(), kubelet("restricted",
                "topologyManagerPolicyOptions: {max-allowable-numa-nodes: '16'}").replace("0,64", "0"),
                pod("wide", "cpu: 2, memory: 40Gi"));

        WhatIfs found = scene.whatIfs();
        assertThat(found.isCut()).isTrue();
        assertThat(found.answers()).allMatch(answer -> scene.holds(answer, found.target()))
                .anyMatch(answer -> answer.description().equals("containers[c]: memory 16Gi instead of 40Gi"));
    }

    @Test
    void podsOfCheckpoints_inTheWay_areNamedByUid(@TempDir Path folder) {
        Scene before = Scene.of(GPU_SERVER, kubelet("single-numa-node", ""),
                pod("batch", "cpu: 34, memory: 8Gi"), pod("other", "cpu: 62, memory: 8Gi"));
        CheckpointFiles files = CheckpointFiles.in(folder);
        AdmissionRun.of(KubeletNode.start(before.machine(), before.configuration(), KubeletVersion.DEFAULT),
                KubeletVersion.DEFAULT, before.configuration(), before.pods(), List.of()).node().orElseThrow()
                .save(files);
        KubeletStart start = KubeletNode.start(before.machine(), before.configuration(), KubeletVersion.DEFAULT,
                files);

        Explanation explanation = Explainer.of(start, before.machine(), before.configuration(),
                KubeletVersion.DEFAULT, Optional.of(files), List.of(pod("large", "cpu: 32, memory: 8Gi")), List.of(),
                false);

        assertThat(explanation.pods().getFirst().whatIf().orElseThrow().answers()).map(WhatIf::description)
                .startsWith("containers[c]: cpu 28 instead of 32")
                .contains("without the running pod default/batch", "without the running pod default/other");
    }

    @Test
    void manyRefusedPods_onlySomeAreSearched_andItIsSaid() {
        PodManifest[] pods = new PodManifest[10];
        for (int i = 0; i < pods.length; i++) {
            pods[i] = pod("large-" + i, "cpu: " + (80 + i) + ", memory: 8Gi");
        }
        Explanation explanation = Scene.of(GPU_SERVER, kubelet("single-numa-node", ""), pods).explain(false);

        assertThat(explanation.pods().stream().filter(pod -> pod.whatIf().isPresent())).hasSize(8);
        assertThat(explanation.warnings()).anyMatch(warning -> warning.contains("first 8 of 10 pods"));
    }

    @Test
    void refusedPod_twoFaults_twoChangesTogetherDo() {
        Scene scene = Scene.of(GPU_SERVER,
                kubelet("single-numa-node", "cpuManagerPolicyOptions: {full-pcpus-only: 'true'}"),
                podOf("odd-and-wide", "containers: [{name: a, resources: {limits: {cpu: 7, memory: 1Gi}}},"
                        + " {name: b, resources: {limits: {cpu: 70, memory: 1Gi}}}]"));

        List<WhatIf> answers = scene.answers();
        assertThat(answers).isNotEmpty().hasSizeLessThanOrEqualTo(3).allSatisfy(answer -> {
            assertThat(answer.change()).isInstanceOf(Change.Together.class);
            assertThat(scene.holds(answer, Target.ADMITTED)).isTrue();
            for (Change alone : ((Change.Together) answer.change()).changes()) {
                assertThat(scene.retried(alone)).isEmpty();
            }
        });
        assertThat(descriptions(scene)).startsWith("containers[a]: cpu 8, up from 7, together with containers[b]: cpu"
                + " 64 instead of 70");
    }

    @Test
    void splitPod_amountsOfDifferentWidth_alignsWithALargerOne() {
        Scene scene = Scene.of(GPU_SERVER, kubelet("restricted", ""), pod("p", "cpu: 100, memory: 200Gi"));

        assertThat(descriptions(scene)).startsWith("containers[c]: memory 262145Mi, up from 200Gi");
    }
}
