package io.alidade.kube.admission;

import static io.alidade.kube.admission.Inputs.MACHINE;
import static io.alidade.kube.admission.Inputs.STATIC;
import static io.alidade.kube.admission.Inputs.configuration;
import static io.alidade.kube.admission.Inputs.limited;
import static io.alidade.kube.admission.Inputs.machine;
import static io.alidade.kube.admission.Inputs.pod;
import static io.alidade.kube.admission.Inputs.started;
import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.Node;
import io.alidade.engine.cpu.CpuState;
import io.alidade.engine.device.DeviceState;
import io.alidade.engine.memory.MemoryState;
import io.alidade.engine.settings.FeatureGates;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.checkpoint.CheckpointFile;
import io.alidade.kube.checkpoint.CheckpointTexts;
import io.alidade.kube.checkpoint.CpuCheckpoint;
import io.alidade.kube.checkpoint.DeviceCheckpoint;
import io.alidade.kube.checkpoint.MemoryCheckpoint;
import io.alidade.testkit.Property;
import io.alidade.testkit.Randomness;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CheckpointTextsProperties {
    private static final String OTHER_IDS = MACHINE.replace("node: 1,", "node: 3,").replace("numa: [1]", "numa: [3]");
    private static final String PODS_AS_A_WHOLE = """
            featureGates: {PodLevelResources: true, PodLevelResourceManagers: true}
            """;

    /// What is known of earlier texts changes none, whatever came and went between them.
    @Test
    void texts_madeOneAfterTheOther_areThoseOfTheState() {
        Property.check("a text is that of its state alone", 40, random -> {
            KubeletVersion version = random.pick(List.of(KubeletVersion.values()));
            String settings = STATIC + (version.isAtLeast(KubeletVersion.V1_36) && random.flip() ? PODS_AS_A_WHOLE : "")
                    + "topologyManagerScope: " + random.pick(List.of("pod", "container")) + "\n";
            CheckpointTexts texts = new CheckpointTexts(machine(MACHINE).topology());
            for (String hardware : List.of(MACHINE, OTHER_IDS, MACHINE)) {
                KubeletNode node = started(KubeletNode.start(machine(hardware), configuration(settings), version));
                for (int i = 0; i < 8; i++) {
                    node = changed(node, random);
                    Set<String> unanswered = Set.of(random.pick(List.of("a", "B", "é", "nobody")));
                    assertThat(node.checkpointTexts(unanswered, texts)).isEqualTo(
                            whole(node.node(), node.node().allocations().devices().toState(), unanswered));
                    assertThat(node.lastWrittenTexts(unanswered, texts)).isEqualTo(
                            whole(node.node(), node.node().allocations().devices().lastWritten(), unanswered));
                }
            }
        });
    }

    private static KubeletNode changed(KubeletNode node, Randomness random) {
        String uid = random.pick(List.of("a", "B", "é", "\ud83d\ude00", "\uffee", "a-b"));
        KubeletNode without = node.remove(uid);
        if (random.chance(30)) {
            return without;
        }
        String limits = "cpu: " + random.between(1, 3) + ", memory: 1Gi"
                + (random.flip() ? ", nvidia.com/gpu: 1" : "");
        var admitted = without.admit(random.flip() ? limited(uid, limits)
                : pod(uid, "initContainers: [{name: i, restartPolicy: Always, resources: {limits: {cpu: 1, memory:"
                        + " 1Gi}}}], containers: [{name: c, resources: {limits: {" + limits + "}}}]"))
                .node();
        return admitted.node().allocations().devices().pods().contains(uid) && random.flip()
                ? admitted.pluginAnswered(uid, "c", "nvidia.com/gpu", "CgZhPWI8Yz4=") : admitted;
    }

    private static Map<CheckpointFile, String> whole(Node node, DeviceState devices, Set<String> unanswered) {
        CpuState cpus = node.allocations().cpus().toState();
        MemoryState memory = node.allocations().memory().toState();
        KubeletVersion version = node.settings().kubeletVersion();
        FeatureGates gates = node.settings().featureGates();
        return Map.of(CheckpointFile.CPU, CpuCheckpoint.toText(cpus, version, gates), CheckpointFile.MEMORY,
                MemoryCheckpoint.toText(memory, version, gates), CheckpointFile.DEVICES,
                DeviceCheckpoint.toText(new DeviceState(devices.podEntries().stream()
                        .filter(entry -> !unanswered.contains(entry.podUid())).toList(),
                        devices.registeredDevices())));
    }
}
