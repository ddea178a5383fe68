package io.alidade.kube.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PodTemplatesTest {
    private static PodManifests read(String text) {
        return PodManifests.read("f", text.getBytes(StandardCharsets.UTF_8), OptionalInt.empty());
    }

    private static List<String> names(String text) {
        return read(text).pods().stream().map(pod -> pod.request().name()).toList();
    }

    @Test
    void jobSet_repeatsEachJobByItsParallelism() {
        assertThat(names("""
                apiVersion: jobset.x-k8s.io/v1alpha2
                kind: JobSet
                metadata: {name: s}
                spec:
                  replicatedJobs:
                  - name: driver
                    template: {spec: {template: {spec: {containers: [{name: c}]}}}}
                  - name: w
                    replicas: 2
                    template: {spec: {parallelism: 2, template: {spec: {containers: [{name: c}]}}}}
                """)).containsExactly("s-driver-0", "s-w-0", "s-w-1", "s-w-2", "s-w-3");
    }

    @Test
    void trainingJobAndRayCluster_namePodsByTheirRole() {
        assertThat(names("""
                apiVersion: kubeflow.org/v1
                kind: PyTorchJob
                metadata: {name: p}
                spec:
                  pytorchReplicaSpecs:
                    Master: {replicas: 1, template: {spec: {containers: [{name: c}]}}}
                    Worker: {replicas: 2, template: {spec: {containers: [{name: c}]}}}
                """)).containsExactly("p-master-0", "p-worker-0", "p-worker-1");
        assertThat(names("""
                apiVersion: ray.io/v1
                kind: RayCluster
                metadata: {name: r}
                spec:
                  headGroupSpec: {template: {spec: {containers: [{name: c}]}}}
                  workerGroupSpecs:
                  - {groupName: gpu, replicas: 2, template: {spec: {containers: [{name: c}]}}}
                """)).containsExactly("r-head-0", "r-gpu-0", "r-gpu-1");
    }

    @Test
    void leaderWorkerSet_hasGroupsOfItsSize() {
        assertThat(names("""
                apiVersion: leaderworkerset.x-k8s.io/v1
                kind: LeaderWorkerSet
                metadata: {name: l}
                spec:
                  replicas: 2
                  leaderWorkerTemplate:
                    size: 3
                    leaderTemplate: {spec: {containers: [{name: c}]}}
                    workerTemplate: {spec: {containers: [{name: c}]}}
                """)).containsExactly("l-leader-0", "l-leader-1", "l-worker-0", "l-worker-1", "l-worker-2",
                "l-worker-3");
    }

    @Test
    void rolloutAndAnyUnknownKind_areFoundByTheirTemplate_andSaid() {
        PodManifests read = read("""
                apiVersion: example.com/v1
                kind: Thing
                metadata: {name: t}
                spec: {group: {replicas: 2, podTemplate: {spec: {containers: [{name: c}]}}}}
                """);

        assertThat(read.pods()).hasSize(2);
        assertThat(read.notes())
                .containsExactly("Thing default/t: 2 pods of the template at spec.group.podTemplate.");
    }

    @Test
    void workflow_hasAPodForEachContainer() {
        assertThat(names("""
                apiVersion: argoproj.io/v1alpha1
                kind: Workflow
                metadata: {generateName: w-}
                spec:
                  templates:
                  - {name: all, steps: [[{name: a, template: one}]]}
                  - {name: one, container: {image: x}}
                """)).containsExactly("w-0");
    }

    @Test
    void virtualMachine_isItsLauncherPod() {
        PodManifests read = read("""
                apiVersion: kubevirt.io/v1
                kind: VirtualMachine
                metadata: {name: vm}
                spec:
                  template:
                    spec:
                      domain:
                        cpu: {sockets: 1, cores: 4, threads: 2, dedicatedCpuPlacement: true, isolateEmulatorThread: true}
                        memory: {guest: 8Gi, hugepages: {pageSize: 1Gi}}
                        devices: {gpus: [{name: g, deviceName: nvidia.com/A100}]}
                """);
        var container = read.pods().getFirst().request().containers().getFirst();

        assertThat(read.pods().getFirst().request().name()).isEqualTo("vm-0");
        assertThat(container.name()).isEqualTo("compute");
        assertThat(container.toString()).contains("cpu=9", "hugepages-1Gi=8Gi", "nvidia.com/A100=1");
        assertThat(read.notes().getFirst()).contains("estimated");
    }

    @Test
    void knativeService_namesTheContainerWithoutAName() {
        PodManifests read = read("""
                apiVersion: serving.knative.dev/v1
                kind: Service
                metadata: {name: k}
                spec: {template: {spec: {containers: [{image: x}]}}}
                """);

        assertThat(read.pods().getFirst().request().containers().getFirst().name()).isEqualTo("user-container");
    }

    @Test
    void customResourceDefinition_hasNoPods() {
        assertThat(read("""
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec: {containers: [{name: c}]}
                ---
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: x}
                spec: {example: {spec: {containers: [{name: c}]}}}
                """).pods()).hasSize(1);
    }

    private static String compute(String spec) {
        return read("{apiVersion: kubevirt.io/v1, kind: VirtualMachineInstance, metadata: {name: vm}, spec: {" + spec
                + "}}")
                .pods().getFirst().request().containers().getFirst().resources().toString();
    }

    // 260Mi, 8Mi for each CPU, a 512th of the memory, 100Mi for a guest with CPUs of its own.
    @Test
    void launcherPod_memory_isTheGuestsAndTheOverhead() {
        assertThat(compute("domain: {cpu: {cores: 2, dedicatedCpuPlacement: true}, memory: {guest: 4Gi}}"))
                .contains("memory=" + (4096 + 228 + 32 + 16 + 8 + 100) + "Mi");
        assertThat(
                compute("domain: {cpu: {cores: 2}, devices: {autoattachGraphicsDevice: false}, memory: {guest: 4Gi}}"))
                .contains("memory=" + (4096 + 228 + 16 + 8) + "Mi", "cpu=200m");
        assertThat(compute("domain: {resources: {limits: {cpu: 3}}, memory: {guest: 4Gi}, devices: {tpm: {},"
                + " interfaces: [{name: n, sriov: {}}]}}"))
                .contains("memory=" + (4096 + 228 + 32 + 24 + 8 + 53 + 1024) + "Mi", "cpu=300m");
    }

    // What resources ask for counts, not what the guest sees; of hugepages the guest has no more than its memory.
    @Test
    void launcherPod_resourcesBesideTheGuest_count() {
        assertThat(compute("domain: {cpu: {cores: 1}, memory: {guest: 4Gi}, resources: {requests: {memory: 2Gi}}}"))
                .contains("memory=" + (2048 + 228 + 32 + 8 + 4) + "Mi");
        assertThat(compute("domain: {cpu: {cores: 1, dedicatedCpuPlacement: true}, memory: {guest: 2Gi, hugepages:"
                + " {pageSize: 1Gi}}, resources: {requests: {memory: 3Gi}}}")).contains("hugepages-1Gi=2Gi",
                        "memory=" + (1024 + 228 + 32 + 8 + 6 + 100) + "Mi");
    }
}
