package io.alidade.conformance.recording;

import io.alidade.engine.Checkpoints;
import io.alidade.engine.cpu.CpuState;
import io.alidade.engine.device.DeviceState;
import io.alidade.engine.memory.MemoryState;
import io.alidade.engine.settings.Faults;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.checkpoint.CpuCheckpoint;
import io.alidade.kube.checkpoint.DeviceCheckpoint;
import io.alidade.kube.checkpoint.MemoryCheckpoint;
import io.alidade.kube.checkpoint.Restored;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.Position;
import io.alidade.kube.placement.PlacementPolicies;
import io.alidade.kube.pod.PodManifest;
import io.alidade.kube.pod.PodManifests;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The state in which a running kubelet was found: the texts of its checkpoint files, absent where there was none, and its
/// active pods in their order.
///
/// @param faults   whether it does known harm, as kubelets do
/// @param policies what is said of where pods go beyond its configuration
public record RecordedBefore(Optional<Text> cpu, Optional<Text> memory, Optional<Text> devices,
        List<PodManifest> pods, Faults faults, PlacementPolicies policies) {
    private static final String FAULTS = "faults";
    private static final String MENDED = "mended";
    private static final String POLICIES = "policies";

    public RecordedBefore {
        pods = List.copyOf(pods);
    }

    /// The text of a file, and where it stands.
    public record Text(String text, Position position) {
        private byte[] bytes() {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    /// Reads the field `before` of a scenario.
    ///
    /// @throws BadInput if a pod is none
    public static RecordedBefore read(Fields before) {
        return new RecordedBefore(text(before, "cpuManagerState"), text(before, "memoryManagerState"),
                text(before, "deviceCheckpoint"),
                before.node("pods").map(RecordedBefore::pods).orElse(List.of()), faults(before),
                before.has(POLICIES) ? PlacementPolicies.read(before.objects(POLICIES)) : PlacementPolicies.NONE);
    }

    private static Faults faults(Fields before) {
        Optional<String> said = before.string(FAULTS);
        said.filter(text -> !text.equals(MENDED)).ifPresent(_ -> before.report(FAULTS,
                "is " + before.describe(FAULTS) + ", which is not known.", "Known is " + MENDED + "."));
        return said.isPresent() ? Faults.MENDED : Faults.REPRODUCED;
    }

    private static List<PodManifest> pods(DocumentNode pods) {
        if (pods instanceof DocumentNode.Sequence(_, List<DocumentNode> items)) {
            return items.stream().map(PodManifests::readPod).toList();
        }
        throw new BadInput(pods.position(), "before.pods is no list.", "List the pods that were active.");
    }

    private static Optional<Text> text(Fields before, String key) {
        return before.string(key).map(text -> new Text(text, before.position(key)));
    }

    /// The kubelet in this state.
    ///
    /// @throws BadInput if a text is no checkpoint of this kubelet
    public KubeletStart running(RecordedNode node) {
        NodeSettings settings = node.settings();
        Optional<CpuState> cpuState = cpu.map(text -> loaded(text, CpuCheckpoint.parse(text.position().toString(),
                text.bytes(), settings.kubeletVersion(), settings.featureGates(), settings.cpuManagerPolicy(),
                Map.of())));
        Optional<MemoryState> memoryState = memory.map(text -> loaded(text, MemoryCheckpoint.parse(
                text.position().toString(), text.bytes(), settings.kubeletVersion(), settings.featureGates(),
                settings.memoryManagerPolicy())));
        Optional<DeviceState> deviceState = devices.map(text -> {
            DeviceCheckpoint.Outcome read = DeviceCheckpoint.parse(text.position().toString(), text.bytes());
            read.warning().ifPresent(warning -> {
                throw unusable(text, warning);
            });
            return read.state();
        });
        KubeletStart start = KubeletNode.running(node.machine(), node.configuration(), settings.kubeletVersion(),
                new Checkpoints(cpuState, memoryState, deviceState), pods.stream().map(this::ruled).toList(), faults);
        return start instanceof KubeletStart.Started(KubeletNode running, List<String> warnings)
                ? new KubeletStart.Started(running.following(policies), warnings) : start;
    }

    private PodManifest ruled(PodManifest pod) {
        return policies.of(pod) instanceof PlacementPolicies.Ruling.Ruled ruled ? ruled.pod() : pod;
    }

    private static <S> S loaded(Text text, Restored<S> restored) {
        return switch (restored) {
            case Restored.Loaded<S>(S state) -> state;
            case Restored.Refused<S>(String message) -> throw unusable(text, message);
        };
    }

    private static BadInput unusable(Text text, String why) {
        return new BadInput(text.position(), "this is no checkpoint of such a kubelet: " + why + ".",
                "Leave it as it was written, and give the kubelet's version with --kubelet-version.");
    }
}
