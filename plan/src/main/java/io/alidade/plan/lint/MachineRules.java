package io.alidade.plan.lint;

import io.alidade.engine.device.Device;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.Position;
import io.alidade.kube.document.Trees;
import io.alidade.kube.machine.MachineDescription;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The reserved CPUs of a configuration against the machine that it is for. Which they are, the engine says: also those that
/// the kubelet chooses by itself.
final class MachineRules {
    private MachineRules() {}

    private interface OnReserved {
        void look(StartProbe start, CpuTopology topology, CpuSet reserved);
    }

    private static void each(RuleInput input, OnReserved action) {
        for (StartProbe start : input.starts()) {
            start.node().filter(_ -> !start.isRoomy()).ifPresent(kubelet -> {
                CpuSet reserved = kubelet.node().allocations().cpus().reservedCpus();
                if (!reserved.isEmpty()) {
                    action.look(start, new CpuTopology(kubelet.node().topology()), reserved);
                }
            });
        }
    }

    static void splitCore(RuleInput input, Reporter reporter) {
        each(input, (start, topology, reserved) -> {
            CpuSet whole = reserved;
            for (CpuTopology.Group core : topology.cores()) {
                whole = core.cpus().intersects(reserved) ? whole.or(core.cpus()) : whole;
            }
            CpuSet siblings = whole.andNot(reserved);
            if (siblings.isEmpty()) {
                return;
            }
            String list = whole.toListString();
            Optional<Scalar> listed = Trees.scalar(start.configuration().root(), "reservedSystemCPUs");
            boolean isFull = start.configuration().hasOption("cpuManagerPolicyOptions", "full-pcpus-only");
            reporter.report(Severity.WARNING, place(start), start.configuration().object(), "the reserved CPUs ("
                    + reserved.toListString() + ") are only a part of their cores: "
                    + siblings.toListString() + (isFull
                            ? " can be given to no pod with full-pcpus-only. "
                            : " can be given to pods, which then share a core with the system. ")
                    + "Reserve whole cores: reservedSystemCPUs " + list + ".",
                    listed.flatMap(old -> input.edits().replace(old, list, "set reservedSystemCPUs to " + list)));
        });
    }

    static void besideDevices(RuleInput input, Reporter reporter) {
        Optional<MachineDescription> machine = input.machine();
        if (machine.isEmpty()) {
            return;
        }
        Set<Integer> withDevices = new HashSet<>();
        for (Device device : machine.get().devices()) {
            withDevices.addAll(device.numaNodes().orElse(List.of()));
        }
        each(input, (start, topology, reserved) -> {
            List<Integer> used = topology.numaNodes().stream().filter(node -> node.cpus().intersects(reserved))
                    .map(CpuTopology.Group::id).toList();
            List<Integer> without = topology.numaNodes().stream()
                    .filter(node -> !withDevices.contains(node.id()) && node.cpus().size() > reserved.size())
                    .map(CpuTopology.Group::id).toList();
            if (withDevices.containsAll(used) && !without.isEmpty()) {
                reporter.report(Severity.WARNING, place(start), start.configuration().object(), "the reserved CPUs ("
                        + reserved.toListString() + ") are all on NUMA node " + text(used)
                        + ", beside the devices: pods with a device lack them first. Reserve cores of NUMA node "
                        + text(without) + ", which has no device, with reservedSystemCPUs.");
            }
        });
    }

    private static String text(List<Integer> ids) {
        return ids.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static Position place(StartProbe start) {
        var root = start.configuration().root();
        for (List<String> path : List.of(List.of("reservedSystemCPUs"), List.of("systemReserved", "cpu"),
                List.of("kubeReserved", "cpu"))) {
            var found = Trees.at(root, path.toArray(String[]::new));
            if (found.isPresent()) {
                return found.get().position();
            }
        }
        return Trees.place(root, "cpuManagerPolicy");
    }
}
