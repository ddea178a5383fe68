package io.alidade.plan.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.checkpoint.CheckpointFiles;
import io.alidade.plan.whatif.Scene;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Checkpoints of one kubelet under another configuration, or on another machine.
class StartCausesTest {
    private static final String KUBELET = Scene.kubelet("restricted", "");

    @TempDir
    Path folder = Path.of("");

    /// Lets a kubelet with a pod leave its files, and starts another one over them.
    private Explanation restarted(String machine, String configuration) {
        Scene before = Scene.of(Scene.GPU_SERVER, KUBELET, Scene.pod("a", "cpu: 4, memory: 8Gi"));
        CheckpointFiles files = CheckpointFiles.in(folder);
        KubeletNode node = ((KubeletStart.Started) KubeletNode.start(before.machine(), before.configuration(),
                KubeletVersion.DEFAULT)).node();
        node.admit(before.pods().getFirst()).node().save(files);
        Scene after = Scene.of(machine, configuration);
        return Explainer.of(KubeletNode.start(after.machine(), after.configuration(), KubeletVersion.DEFAULT, files),
                after.machine(), after.configuration(), KubeletVersion.DEFAULT, Optional.of(files), List.of(),
                List.of(), false);
    }

    @Test
    void sameMachineAndSettings_starts() {
        assertThat(restarted(Scene.GPU_SERVER, KUBELET).startError()).isEmpty();
        assertThat(restarted(Scene.GPU_SERVER, KUBELET).startReasons()).isEmpty();
    }

    @Test
    void reservedMemoryMoved_isNamedOnBothNumaNodes() {
        assertThat(restarted(Scene.GPU_SERVER, KUBELET.replace("numaNode: 0", "numaNode: 1")).startReasons())
                .hasSize(3)
                .contains("memory of NUMA node 0 reserved for the system: 1073741824 bytes in the file, 0 in this"
                        + " configuration (reservedMemory), 1Gi less")
                .last().asString().startsWith("to start: drain this node, delete ").contains("memory_manager_state");
    }

    @Test
    void hugepagesThatCame_areNamed() {
        assertThat(restarted(Scene.GPU_SERVER.replace("{node: 1, memory: 256Gi}",
                "{node: 1, memory: 256Gi, hugepages: {1Gi: 2}}"), KUBELET).startReasons())
                .contains("hugepages-1Gi of NUMA node 1 is not in the file, but on this machine");
    }

    @Test
    void memoryPolicyChanged_isNamed() {
        assertThat(restarted(Scene.GPU_SERVER, KUBELET.replace("memoryManagerPolicy: Static\n", "")
                .replaceAll("reservedMemory:.*\n", "")).startReasons())
                .contains("the file was written with memoryManagerPolicy Static, and the configuration says None");
    }

    @Test
    void cpusThatWent_areNamed() {
        assertThat(restarted(Scene.GPU_SERVER.replace("coresPerSocket: 32", "coresPerSocket: 31"), KUBELET)
                .startReasons()).startsWith("CPUs 124-127 of the file are not online on this machine");
    }

    @Test
    void configurationThatNeverStarts_isNoFaultOfTheFiles() {
        Explanation explanation = restarted(Scene.GPU_SERVER, KUBELET.replace("0,64", "0,640"));

        assertThat(explanation.startError()).isPresent();
        assertThat(explanation.startReasons()).isEmpty();
    }
}
