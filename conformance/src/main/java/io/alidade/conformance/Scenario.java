package io.alidade.conformance;

import io.alidade.conformance.recording.RecordedBefore;
import io.alidade.conformance.recording.RecordedNode;
import io.alidade.engine.device.Device;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.pod.PodManifest;
import java.util.List;
import java.util.Optional;

/// One recorded scenario, decoded.
///
/// @param before     what had happened already, of a kubelet that was watched while it ran; absent of one that starts
/// @param afterStart absent when the managers refused to start
record Scenario(RecordedNode node, Optional<RecordedBefore> before, Optional<String> startError,
        Optional<DocumentNode> afterStart, List<Step> steps,
        Optional<String> cpuManagerState, Optional<String> memoryManagerState) {
    Scenario {
        steps = List.copyOf(steps);
    }

    /// One thing that happens to the node, with what was recorded after it.
    sealed interface Step {
        Mapping expect();

        /// For people: `admit p1`.
        String name();
    }

    record Admit(PodManifest pod, Mapping expect) implements Step {
        @Override
        public String name() {
            return "admit " + pod.request().uid();
        }
    }

    record Remove(String pod, Mapping expect) implements Step {
        @Override
        public String name() {
            return "remove " + pod;
        }
    }

    record Restart(Optional<NodeSettings> settings, boolean pluginsLate, Mapping expect) implements Step {
        @Override
        public String name() {
            return "restart";
        }
    }

    record Devices(List<Device> devices, Mapping expect) implements Step {
        Devices {
            devices = List.copyOf(devices);
        }

        @Override
        public String name() {
            return "devices";
        }
    }

    record Unplug(String resource, Mapping expect) implements Step {
        @Override
        public String name() {
            return "unplug " + resource;
        }
    }
}
