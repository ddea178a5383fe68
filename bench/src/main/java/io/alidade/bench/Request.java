package io.alidade.bench;

import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.pod.ResourceAmounts;
import io.alidade.engine.quantity.Quantity;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A pod to be admitted: one container that asks for `resources` kinds of things, always in the order CPUs, memory, GPUs, NICs,
/// hugepages.
record Request(int resources, Fit fit) {
    /// Whether the pod can be aligned.
    enum Fit {
        /// It fits on one NUMA node: 4 CPUs, 4 GiB and one of each device, the request of the recorded times of the kubelet.
        ALIGNED,
        /// It asks for a third of the machine's CPUs and for more than a NUMA node has, but for memory that one NUMA node has.
        /// So no set of NUMA nodes is the narrowest for both, and nothing aligned is possible, however empty the node.
        SPLIT;

        static Fit parse(String name) {
            return valueOf(name.toUpperCase(java.util.Locale.ROOT));
        }
    }

    Request {
        if (resources < 2 || resources > 5) {
            throw new IllegalArgumentException("A request has 2 to 5 resources, not " + resources + ".");
        }
    }

    PodRequest on(MachineSize machine) {
        boolean split = fit == Fit.SPLIT;
        Map<String, Quantity> amounts = new TreeMap<>();
        amounts.put("cpu", Quantity.of(split ? splitCpus(machine) : 4));
        amounts.put("memory", Quantity.ofBytes(4 * MachineSize.GIB));
        if (resources > 2) {
            amounts.put(MachineSize.GPU, Quantity.of(split ? 3 : 1));
        }
        if (resources > 3) {
            amounts.put(MachineSize.NIC, Quantity.of(1));
        }
        if (resources > 4) {
            amounts.put("hugepages-1Gi", Quantity.ofBytes(MachineSize.GIB));
        }
        return pod("measured", amounts);
    }

    private static int splitCpus(MachineSize machine) {
        int third = machine.cpus() / 3 / 2 * 2;
        return Math.max(third, machine.cpusPerNumaNode() + 2);
    }

    /// A pod of one container with requests equal to limits.
    static PodRequest pod(String uid, Map<String, Quantity> amounts) {
        return new PodRequest(uid, "bench", uid, Optional.empty(), Optional.empty(),
                java.util.List.of(
                        new ContainerRequest("main", ContainerKind.APP, new ResourceAmounts(amounts, amounts))));
    }
}
