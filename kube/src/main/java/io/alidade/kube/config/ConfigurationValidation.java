package io.alidade.kube.config;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.settings.NodeSettings.ReservedMemory;
import io.alidade.engine.settings.TopologyScope;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Sequence;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.Position;
import io.alidade.kube.golang.GoText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The kubelet's validation of a defaulted configuration, with its texts and in its order (node-config 3). All problems
/// are found. Feature gates are judged when the kubelet's version is known ([KnownGates]).
///
/// These are the fields that decide something here; [FieldValidation] has the others.
final class ConfigurationValidation {
    private static final String PREFIX = "invalid configuration: ";
    private static final String ENFORCE = "enforceNodeAllocatable (--enforce-node-allocatable)";
    private static final Set<
            String> TOPOLOGY_POLICIES = Set.of("none", "best-effort", "restricted", "single-numa-node");

    private final KubeletConfiguration configuration;
    private final Mapping root;
    private final List<BadInput> problems = new ArrayList<>();

    ConfigurationValidation(KubeletConfiguration configuration, Mapping root) {
        this.configuration = configuration;
        this.root = root;
    }

    List<BadInput> problems() {
        counts();
        topologyManager();
        enforcements();
        reservedSystemCpus();
        reservedMemory();
        return problems;
    }

    private void counts() {
        if (configuration.maxPods() < 0) {
            add("maxPods", "maxPods (--max-pods) " + configuration.maxPods() + " must not be a negative number",
                    "Use 110 or the number of pods that you want.");
        }
        if (configuration.podsPerCore() < 0) {
            add("podsPerCore", "podsPerCore (--pods-per-core) " + configuration.podsPerCore()
                    + " must not be a negative number", "Use 0 for no limit per core.");
        }
    }

    private void topologyManager() {
        String policy = configuration.topologyManagerPolicy();
        if (!TOPOLOGY_POLICIES.contains(policy)) {
            add("topologyManagerPolicy", "topologyManagerPolicy (--topology-manager-policy) " + GoText.quoted(policy)
                    + " must be one of: [\"none\" \"best-effort\" \"restricted\" \"single-numa-node\"]",
                    "Use one of these policies.");
        }
        String scope = configuration.topologyManagerScope();
        if (TopologyScope.named(scope).isEmpty()) {
            add("topologyManagerScope", "topologyManagerScope (--topology-manager-scope) " + GoText.quoted(scope)
                    + " must be one of: \"container\", or \"pod\"", "Use container or pod.");
        }
    }

    private void enforcements() {
        List<String> enforced = configuration.enforceNodeAllocatable();
        both(enforced, "system-reserved");
        both(enforced, "kube-reserved");
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < enforced.size(); i++) {
            Position place = at("enforceNodeAllocatable", i);
            if (!seen.add(enforced.get(i))) {
                add(place, "duplicated enforcements " + GoText.quoted(enforced.get(i)) + " in " + ENFORCE,
                        "Remove one of them.");
            } else {
                enforcement(place, enforced.get(i), enforced.size() == 1);
            }
        }
    }

    private void enforcement(Position place, String name, boolean isAlone) {
        switch (name) {
            case "pods" -> {
            }
            case "system-reserved", "system-reserved-compressible" -> requireCgroup(place, "system",
                    configuration.systemReservedCgroup());
            case "kube-reserved", "kube-reserved-compressible" -> requireCgroup(place, "kube",
                    configuration.kubeReservedCgroup());
            case "none" -> {
                if (!isAlone) {
                    add(place, ENFORCE + " may not contain additional enforcements when \"none\" is specified",
                            "Leave only none, or remove it.");
                }
                return;
            }
            default -> {
                add(place, "option " + GoText.quoted(name) + " specified for " + ENFORCE
                        + ". Valid options are \"pods\", \"system-reserved\", \"system-reserved-compressible\","
                        + " \"kube-reserved\", \"kube-reserved-compressible\" or \"none\"",
                        "Use one of these options.");
                return;
            }
        }
        if (!configuration.cgroupsPerQos()) {
            add(place, "cgroupsPerQOS (--cgroups-per-qos) must be set to true when " + GoText.quoted(name)
                    + " contained in " + ENFORCE, "Set cgroupsPerQOS to true, or enforceNodeAllocatable to [].");
        }
    }

    private void both(List<String> enforced, String name) {
        int compressible = enforced.indexOf(name + "-compressible");
        if (compressible >= 0 && enforced.contains(name)) {
            add(at("enforceNodeAllocatable", compressible), "both \"" + name + "\" and \"" + name
                    + "-compressible\" cannot be specified together in " + ENFORCE, "Remove one of them.");
        }
    }

    private void requireCgroup(Position place, String owner, String cgroup) {
        if (cgroup.isEmpty()) {
            add(place, owner + "ReservedCgroup (--" + owner + "-reserved-cgroup) must be specified when \"" + owner
                    + "-reserved\" or \"" + owner + "-reserved-compressible\" included in " + ENFORCE,
                    "Set " + owner + "ReservedCgroup, or remove the enforcement.");
        }
    }

    private void reservedSystemCpus() {
        String list = configuration.reservedSystemCpus();
        if (list.isEmpty()) {
            return;
        }
        if (!configuration.systemReservedCgroup().isEmpty() || !configuration.kubeReservedCgroup().isEmpty()) {
            add("reservedSystemCPUs", "can't use reservedSystemCPUs (--reserved-cpus) with systemReservedCgroup"
                    + " (--system-reserved-cgroup) or kubeReservedCgroup (--kube-reserved-cgroup)",
                    "Remove reservedSystemCPUs or the cgroups.");
        }
        try {
            CpuSet.parseList(list);
        } catch (IllegalArgumentException invalid) {
            add("reservedSystemCPUs", "unable to parse reservedSystemCPUs (--reserved-cpus) " + list + ", error: "
                    + invalid.getMessage(), "Write a list of CPU ids and ranges, such as 0-3,8.");
        }
    }

    private void reservedMemory() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < configuration.reservedMemory().size(); i++) {
            ReservedMemory entry = configuration.reservedMemory().get(i);
            for (Map.Entry<String, Quantity> limit : entry.limits().entrySet()) {
                boolean duplicate = !seen.add(entry.numaNode() + " " + limit.getKey());
                boolean supported = limit.getKey().equals("memory") || limit.getKey().startsWith("hugepages-");
                if ((duplicate || !supported || limit.getValue().isZero()) && problems.size() < Fields.MAX_PROBLEMS) {
                    reservedMemory(i, entry.numaNode(), limit, supported, duplicate);
                }
            }
        }
    }

    private void reservedMemory(int index, int numaNode, Map.Entry<String, Quantity> limit, boolean supported,
            boolean duplicate) {
        String type = GoText.quoted(limit.getKey());
        Position place = atLimit(index, limit.getKey());
        if (!supported) {
            add(place, "the limit type " + type + " for NUMA node " + numaNode
                    + " is not supported, only [memory hugepages-<HugePageSize>] is accepted",
                    "Use memory or hugepages-2Mi and the like.");
        }
        if (limit.getValue().isZero()) {
            add(place, "reserved memory may not be zero for NUMA node " + numaNode + " and resource " + type,
                    "Remove the entry or give it an amount.");
        }
        if (duplicate) {
            add(place, "the reserved memory has a duplicate value for NUMA node " + numaNode + " and resource " + type,
                    "Keep one entry for each NUMA node and resource.");
        }
    }

    private void add(String field, String message, String cure) {
        add(at(field), message, cure);
    }

    private void add(Position place, String message, String cure) {
        if (problems.size() < Fields.MAX_PROBLEMS) {
            problems.add(new BadInput(place, PREFIX + message, cure));
        }
    }

    private Position at(String field) {
        return configuration.positionOf(field).orElse(root.position());
    }

    private Position at(String field, int index) {
        return root.find(field).orElse(root) instanceof Sequence sequence && index < sequence.items().size()
                ? sequence.items().get(index).position() : at(field);
    }

    private Position atLimit(int index, String type) {
        if (root.find("reservedMemory").orElse(root) instanceof Sequence sequence
                && sequence.items().get(index) instanceof Mapping entry
                && entry.find("limits").orElse(entry) instanceof Mapping limits) {
            return limits.find(type).map(DocumentNode::position).orElse(limits.position());
        }
        return at("reservedMemory");
    }
}
