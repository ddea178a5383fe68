package io.alidade.kube.admission;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.QosClass;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.settings.Policies;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/// The answer to "would these pods be admitted here, and where?", as plain values: NUMA nodes by id, pods in the order
/// in which they are decided on, maps by name.
///
/// @param policies  what the managers were configured to do
/// @param warnings  about the node and the input as a whole
/// @param numaNodes what is free after the last pod, in ascending id; empty if the kubelet does not start
/// @param freeDevicesWithoutNumaNode free devices that are on no NUMA node, by resource
public record AdmissionReport(KubeletVersion kubeletVersion, Optional<String> startError, Policies policies,
        List<String> warnings, List<Pod> pods, List<NumaNode> numaNodes,
        Map<String, Integer> freeDevicesWithoutNumaNode) {
    public AdmissionReport {
        warnings = List.copyOf(warnings);
        pods = List.copyOf(pods);
        numaNodes = List.copyOf(numaNodes);
        freeDevicesWithoutNumaNode = Collections.unmodifiableMap(new TreeMap<>(freeDevicesWithoutNumaNode));
    }

    /// True if the kubelet starts and every pod is admitted.
    public boolean isPositive() {
        return startError.isEmpty() && pods.stream().allMatch(pod -> pod.refusal().isEmpty());
    }

    /// One pod.
    ///
    /// @param asks       what it requests as a whole, for people
    /// @param refusal    absent if it is admitted
    /// @param warnings   one sentence each; where a field causes it, it starts with the path of the field
    /// @param defaulted  amounts that the API server fills in, `containers[web].resources.requests.cpu: 4 (its limit)`
    /// @param containers in the order of the pod; empty if it is refused
    public record Pod(String name, String namespace, String uid, QosClass qosClass, String asks,
            Optional<Refusal> refusal,
            List<String> warnings, List<String> defaulted, List<Container> containers) {
        public Pod {
            warnings = List.copyOf(warnings);
            defaulted = List.copyOf(defaulted);
            containers = List.copyOf(containers);
        }
    }

    /// Why a pod is refused, in the kubelet's words, and what there was.
    public record Refusal(String reason, String message, List<Offer> offers) {
        public Refusal {
            offers = List.copyOf(offers);
        }
    }

    /// What one container was given.
    ///
    /// @param exclusiveCpus absent when it runs in the shared pool
    /// @param cpus          what it runs on; empty when the kubelet does not say
    /// @param affinity      NUMA node ids; absent for any
    /// @param mems          the NUMA nodes of `cpuset.mems`, empty if nothing is pinned
    /// @param devices       ids by resource
    public record Container(String name, ContainerKind kind, Optional<CpuSet> exclusiveCpus, CpuSet cpus,
            Optional<List<Integer>> affinity, boolean preferred, List<PinnedMemory> memory, List<Integer> mems,
            Map<String, List<String>> devices) {
        public Container {
            affinity = affinity.map(List::copyOf);
            memory = List.copyOf(memory);
            mems = List.copyOf(mems);
            devices = Collections.unmodifiableMap(new TreeMap<>(devices));
        }
    }

    /// Memory of one type pinned for a container.
    ///
    /// @param type `memory` or `hugepages-<size>`
    public record PinnedMemory(String type, List<Integer> numaNodes, long bytes) {
        public PinnedMemory {
            numaNodes = List.copyOf(numaNodes);
        }
    }

    /// What is free on a NUMA node.
    ///
    /// @param freeCpus        CPUs that can be given exclusively; absent without a static CPU Manager
    /// @param freeMemoryBytes unsigned; absent without a static Memory Manager
    /// @param freeHugepages   pages by page size (`1Gi`); empty without a static Memory Manager
    /// @param freeDevices     of every resource that has devices here
    public record NumaNode(int id, Optional<CpuSet> freeCpus, OptionalLong freeMemoryBytes,
            Map<String, Long> freeHugepages, Map<String, Integer> freeDevices) {
        public NumaNode {
            freeHugepages = Collections.unmodifiableMap(new TreeMap<>(freeHugepages));
            freeDevices = Collections.unmodifiableMap(new TreeMap<>(freeDevices));
        }
    }
}
