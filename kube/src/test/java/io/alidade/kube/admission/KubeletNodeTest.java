package io.alidade.kube.admission;

import static io.alidade.kube.admission.Inputs.MACHINE;
import static io.alidade.kube.admission.Inputs.STATIC;
import static io.alidade.kube.admission.Inputs.admitted;
import static io.alidade.kube.admission.Inputs.configuration;
import static io.alidade.kube.admission.Inputs.limited;
import static io.alidade.kube.admission.Inputs.machine;
import static io.alidade.kube.admission.Inputs.node;
import static io.alidade.kube.admission.Inputs.pod;
import static io.alidade.kube.admission.Inputs.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.Checkpoints;
import io.alidade.engine.Node;
import io.alidade.engine.device.HeldDevices;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.checkpoint.CheckpointFiles;
import io.alidade.kube.pod.PodManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeletNodeTest {
    private static final HeldDevices NONE = new HeldDevices(new TreeMap<>(), "");

    @TempDir
    Path folder = Path.of("");

    private CheckpointFiles files() {
        return CheckpointFiles.in(folder);
    }

    /// What is held now, without resources of which nothing is.
    private static List<Object> held(KubeletNode node) {
        Checkpoints checkpoints = node.node().checkpoints();
        return List.of(checkpoints.cpu(), checkpoints.memory(), node.node().allocations().devices().heldIds().entrySet()
                .stream().filter(resource -> !resource.getValue().isEmpty()).toList());
    }

    @Test
    void admit_podThatThePredicatesRefuse_losesItsAllocations() {
        KubeletNode node = node(MACHINE, STATIC + "maxPods: 1\n");
        KubeletNode full = admitted(node.admit(limited("first", "cpu: 2, memory: 1Gi"))).node();
        PodDecision.Refused second = refused(full.admit(limited("second", "cpu: 2, memory: 1Gi, nvidia.com/gpu: 1")));

        assertThat(second.reason()).isEqualTo("OutOfpods");
        assertThat(second.message())
                .isEqualTo("Node didn't have enough resource: pods, requested: 1, used: 1, capacity: 1");
        assertThat(held(second.node())).isEqualTo(held(full));
        assertThat(second.node().manifests()).hasSize(1);
    }

    @Test
    void admit_podThatTheManagersRefuse_isNotCountedByThePredicates() {
        KubeletNode node = node(MACHINE, STATIC + "maxPods: 1\n");
        KubeletNode after = refused(node.admit(limited("wide", "cpu: 9, memory: 1Gi"))).node();

        assertThat(admitted(after.admit(limited("other", "cpu: 2, memory: 1Gi"))).warnings()).isEmpty();
    }

    @Test
    void admit_samePodAgain_countsItOnce() {
        PodManifest pod = limited("p", "cpu: 6, memory: 1Gi");
        KubeletNode node = node(MACHINE, STATIC);
        KubeletNode once = admitted(node.admit(pod)).node();
        KubeletNode twice = admitted(once.admit(pod)).node();

        assertThat(held(twice)).isEqualTo(held(once));
        assertThat(admitted(twice.admit(limited("q", "cpu: 8, memory: 1Gi"))).containers()).hasSize(1);
    }

    @Test
    void remove_pod_givesEverythingBack() {
        KubeletNode node = node(MACHINE, STATIC);
        PodManifest pod = limited("p", "cpu: 6, memory: 1Gi, nvidia.com/gpu: 1");

        KubeletNode emptied = admitted(node.admit(pod)).node().remove(pod.request().uid());
        assertThat(held(emptied)).isEqualTo(held(node));
        assertThat(emptied.manifests()).isEmpty();
        assertThat(admitted(emptied.admit(limited("q", "cpu: 8, memory: 1Gi"))).containers()).hasSize(1);
    }

    @Test
    void start_fromSavedState_keepsWhatUnknownPodsHold() {
        KubeletNode before = admitted(node(MACHINE, STATIC).admit(limited("p", "cpu: 6, memory: 12Gi"))).node();
        before.save(files());
        KubeletNode node = node(MACHINE, STATIC, files());

        assertThat(held(node)).isEqualTo(held(before));
        assertThat(node.node().holders()).containsExactly("default/p");
        // The predicates know that 6 of 14 CPUs are taken.
        assertThat(refused(node.admit(pod("r", "containers: [{name: c, resources: {requests: {cpu: 9}}}]"))).message())
                .isEqualTo("Node didn't have enough resource: cpu, requested: 9000, used: 6000, capacity: 14000");
    }

    @Test
    void admit_heldUid_isAReadmissionOnWhatItHolds() {
        PodManifest pod = limited("p", "cpu: 6, memory: 12Gi, nvidia.com/gpu: 1");
        KubeletNode before = admitted(node(MACHINE, STATIC).admit(pod)).node();
        before.save(files());
        PodDecision.Admitted again = admitted(node(MACHINE, STATIC, files()).admit(pod));

        assertThat(held(again.node())).isEqualTo(held(before));
        assertThat(again.node().node().holders()).isEmpty();
        assertThat(again.warnings()).containsExactly(
                "the checkpoints know this uid: the pod is admitted again on what it holds");
        assertThat(refused(again.node().admit(limited("q", "cpu: 9, memory: 1Gi"))).offers().getFirst().numaNodes())
                .extracting(Offer.NumaNodeOffer::free).containsExactly(0L, 8L);
    }

    @Test
    void admit_heldUidWhoseDeviceIsBroken_keepsItWhereANewPodGetsNone() {
        PodManifest pod = limited("p", "cpu: 2, memory: 1Gi, nvidia.com/gpu: 1");
        admitted(node(MACHINE, STATIC).admit(pod)).node().save(files());
        KubeletNode node = node(MACHINE.replace("numa: [0]", "numa: [0], healthy: false")
                .replace("numa: [1]", "numa: [1], healthy: false"), STATIC, files());

        PodDecision.Admitted again = admitted(node.admit(pod));
        assertThat(again.containers().getFirst().devices().orElse("nvidia.com/gpu", NONE).ids())
                .containsExactly("gpu0");
        assertThat(refused(node.admit(limited("q", "cpu: 2, memory: 1Gi, nvidia.com/gpu: 1"))).reason())
                .isEqualTo("TopologyAffinityError");
    }

    @Test
    void start_stateOfAnotherPolicy_isRefusedWithTheKubeletsText() {
        node(MACHINE, STATIC).save(files());
        KubeletStart start = KubeletNode.start(machine(MACHINE), configuration(STATIC.replace(": static", ": none")),
                KubeletVersion.DEFAULT, files());

        assertThat(start).isInstanceOfSatisfying(KubeletStart.Refused.class, refused -> assertThat(refused.startError())
                .contains("configured policy \"none\" differs from state checkpoint policy \"static\""));
    }

    @Test
    void start_bothStatesBroken_namesTheCpuManagersFirst() throws IOException {
        node(MACHINE, STATIC).save(files());
        Files.writeString(folder.resolve("memory_manager_state"), "{}");
        assertThat(startError()).contains("memory_manager_state");
        Files.writeString(folder.resolve("cpu_manager_state"), "{}");
        assertThat(startError()).contains("cpu_manager_state");
    }

    private String startError() {
        return KubeletNode.start(machine(MACHINE), configuration(STATIC), KubeletVersion.DEFAULT,
                files()) instanceof KubeletStart.Refused(String error) ? error : "started";
    }

    @Test
    void start_brokenDeviceCheckpoint_isOnlyAWarning() throws IOException {
        node(MACHINE, STATIC).save(files());
        Files.writeString(folder.resolve("device-plugins/kubelet_internal_checkpoint"), "{");
        KubeletStart start = KubeletNode.start(machine(MACHINE), configuration(STATIC), KubeletVersion.DEFAULT,
                files());

        assertThat(start).isInstanceOfSatisfying(KubeletStart.Started.class, started -> assertThat(started.warnings())
                .singleElement().asString().contains("kubelet_internal_checkpoint is not used"));
    }

    @Test
    void start_devicesThatOnlyTheCheckpointKnows_areWarnedOf() {
        node(MACHINE, STATIC).save(files());
        KubeletStart start = KubeletNode.start(machine(MACHINE).withDevices(List.of()), configuration(STATIC),
                KubeletVersion.DEFAULT, files());

        assertThat(start).isInstanceOfSatisfying(KubeletStart.Started.class, started -> assertThat(started.warnings())
                .containsExactly("the checkpoint knows 2 devices of nvidia.com/gpu, but not where they are: none of"
                        + " them can be given until a plugin reports them (--devices)"));
    }

    @Test
    void start_reservationAboveCapacity_isRefusedAfterTheManagers() {
        String tooMuch = "kind: KubeletConfiguration\napiVersion: kubelet.config.k8s.io/v1beta1\nkubeReserved: {cpu: \"17\"}\n";
        assertThat(KubeletNode.start(machine(MACHINE), configuration(tooMuch), KubeletVersion.DEFAULT))
                .isInstanceOfSatisfying(KubeletStart.Refused.class, refused -> assertThat(refused.startError())
                        .startsWith("invalid Node Allocatable configuration. Resource \"cpu\""));
        assertThat(KubeletNode.start(machine(MACHINE), configuration(tooMuch + "memoryManagerPolicy: Best\n"),
                KubeletVersion.DEFAULT)).isEqualTo(new KubeletStart.Refused("unknown policy: \"Best\""));
    }

    @Test
    void podSourcesReady_onlyNamedUids_stayAsHolders() {
        KubeletNode both = admitted(admitted(node(MACHINE, STATIC).admit(limited("p", "cpu: 2, memory: 1Gi"))).node()
                .admit(limited("q", "cpu: 2, memory: 1Gi"))).node();
        both.save(files());
        Node restored = node(MACHINE, STATIC, files()).node();

        assertThat(restored.holders()).containsExactly("default/p", "default/q");
        assertThat(restored.podSourcesReady(Set.of("default/q", "stranger")).holders())
                .containsExactly("default/q");
        Node rest = restored.remove("default/p");
        assertThat(rest.holders()).containsExactly("default/q");
        assertThat(rest.allocations().cpus().pods()).containsExactly("default/q");
        assertThat(restored.podSourcesReady().allocations().cpus().pods()).isEmpty();
    }
}
