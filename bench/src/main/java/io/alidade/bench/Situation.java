package io.alidade.bench;

import io.alidade.bench.Request.Fit;
import io.alidade.engine.Admission;
import io.alidade.engine.Node;
import io.alidade.engine.NodeStart;
import io.alidade.engine.device.PreferredAllocation;
import io.alidade.engine.hint.ProviderHints;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.settings.FeatureGates;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.settings.NodeSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A freshly started node and a pod that comes to it.
record Situation(Node node, PodRequest pod) {
    /// The situation of these parameters, once its decision is the one to be expected.
    ///
    /// @throws IllegalStateException when it is not
    static Situation of(String machine, String policy, int resources, String fit) {
        MachineSize size = MachineSize.parse(machine);
        Request request = new Request(resources, Fit.parse(fit));
        Situation situation = new Situation(start(size, policy, Map.of()), request.on(size));
        boolean expected = request.fit() == Fit.ALIGNED || policy.equals("best-effort");
        switch (situation.node.admit(situation.pod)) {
            case Admission.Admitted _ when expected -> {
            }
            case Admission.Rejected rejected when !expected && rejected.reason().equals("TopologyAffinityError") -> {
            }
            case Admission admission -> throw new IllegalStateException(machine + " " + policy + " " + resources + " "
                    + fit + " should " + (expected ? "" : "not ") + "be admitted, but: " + admission);
        }
        return situation;
    }

    /// A node of this size with static CPU and memory managers, nothing on it.
    static Node start(MachineSize size, String policy, Map<String, String> cpuOptions) {
        Map<String, Quantity> reservedMemory = Map.of("memory", Quantity.ofBytes(MachineSize.GIB));
        NodeSettings settings = new NodeSettings(KubeletVersion.DEFAULT, FeatureGates.DEFAULTS, "static", cpuOptions,
                "Static", policy, "container", Map.of("max-allowable-numa-nodes", "64"), Optional.empty(),
                Map.of("cpu", Quantity.of(2), "memory", Quantity.ofBytes(MachineSize.GIB)),
                List.of(new NodeSettings.ReservedMemory(0, reservedMemory)));
        return switch (Node.start(size.topology(), settings, size.devices(), PreferredAllocation.NONE)) {
            case NodeStart.Started started -> started.node();
            case NodeStart.Refused refused -> throw new IllegalStateException(size + ": " + refused.error());
        };
    }

    ContainerRequest container() {
        return pod.containers().getFirst();
    }

    /// What the three providers answer, in the order in which they are asked.
    List<ProviderHints> hints() {
        return List.of(node.allocations().devices().hints(pod, container()),
                node.allocations().cpus().hints(pod, container()),
                node.allocations().memory().hints(pod, container()));
    }
}
