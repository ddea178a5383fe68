package io.alidade.plan.lint;

import io.alidade.engine.device.Device;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.Position;
import io.alidade.kube.document.Trees;
import io.alidade.plan.lint.PluginConfiguration.Plugin;
import io.alidade.plan.lint.Workload.Container;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Devices that are shared, or that are on no NUMA node.
final class DeviceRules {
    private static final String NO_HINT = ": the Topology Manager takes them for near everything, and pods get them from any"
            + " NUMA node.";

    private DeviceRules() {}

    /// A resource of which each device is given several times.
    ///
    /// @param name what pods ask for
    private record Shared(String name, String replicas, boolean isMps, boolean failsAboveOne, Position place,
            String object) {}

    static void timeSliced(RuleInput input, Reporter reporter) {
        List<Shared> shared = shared(input);
        for (Shared resource : shared) {
            reporter.report(Severity.INFO, resource.place, resource.object, "each device of " + resource.name
                    + " is given to " + resource.replicas + " containers (" + (resource.isMps ? "MPS" : "time slicing")
                    + "): the kubelet counts " + resource.replicas
                    + " devices for one, and of two that it gives both may be"
                    + " the same GPU. Share only on nodes for small jobs, and use renameByDefault so that pods say which"
                    + " kind they want.");
        }
        for (Workload workload : input.workloads()) {
            for (Container container : workload.containers()) {
                shared.forEach(resource -> container.scalar("limits", resource.name)
                        .filter(amount -> QuantityRules.parse(amount.text()).filter(count -> count.ceilUnits() > 1)
                                .isPresent())
                        .ifPresent(amount -> several(reporter, workload, container, resource, amount)));
            }
        }
    }

    private static void several(Reporter reporter, Workload workload, Container container, Shared resource,
            Scalar amount) {
        reporter.report(resource.failsAboveOne ? Severity.ERROR : Severity.WARNING, amount.position(),
                workload.object(), container.path() + " asks for " + amount.text() + " of " + resource.name
                        + ", whose devices are shared: " + (resource.failsAboveOne
                                ? "the plugin fails requests above one, and the kubelet refuses the pod"
                                        + " (UnexpectedAdmissionError)."
                                : "all of them may be slices of one GPU, so neither more computing power nor"
                                        + " alignment is certain.")
                        + " Ask for 1, or run it where devices are not shared.");
    }

    private static List<Shared> shared(RuleInput input) {
        List<Shared> shared = new ArrayList<>();
        for (PluginConfiguration plugin : input.subjects().plugins()) {
            for (String way : plugin.plugin() == Plugin.NVIDIA ? List.of("timeSlicing", "mps") : List.<String>of()) {
                boolean renames = isTrue(Trees.at(plugin.root(), "sharing", way, "renameByDefault"));
                // MPS fails them unless it is told not to.
                Optional<DocumentNode> fails = Trees.at(plugin.root(), "sharing", way, "failRequestsGreaterThanOne");
                boolean isMps = way.equals("mps");
                for (DocumentNode item : Trees.items(plugin.root(), "sharing", way, "resources")) {
                    String name = Trees.text(item, "name").orElse("nvidia.com/gpu");
                    String own = Trees.text(item, "rename").orElse(renames ? name + ".shared" : name);
                    String replicas = Trees.text(item, "replicas").orElse("1");
                    if (!replicas.equals("1")) {
                        shared.add(new Shared(own, replicas, isMps, fails.isPresent() ? isTrue(fails) : isMps,
                                Trees.place(item, "replicas"), plugin.object()));
                    }
                }
            }
        }
        return shared;
    }

    private static boolean isTrue(Optional<DocumentNode> node) {
        return node.filter(value -> value instanceof Scalar scalar && scalar.text().equals("true")).isPresent();
    }

    static void noTopology(RuleInput input, Reporter reporter) {
        for (PluginConfiguration plugin : input.subjects().plugins()) {
            switch (plugin.plugin()) {
                case SRIOV_POLICY -> excluded(reporter, plugin, Trees.at(plugin.root(), "spec"));
                case SRIOV -> Trees.items(plugin.root(), "resourceList")
                        .forEach(item -> excluded(reporter, plugin, Optional.of(item)));
                case NVIDIA -> Trees.scalar(plugin.root(), "flags", "deviceDiscoveryStrategy")
                        .filter(strategy -> strategy.text().equals("tegra"))
                        .ifPresent(strategy -> reporter.report(Severity.WARNING, strategy.position(), plugin.object(),
                                "deviceDiscoveryStrategy tegra reports GPUs without a NUMA node" + NO_HINT
                                        + " Use nvml on machines with several NUMA nodes."));
            }
        }
        asked(input, reporter);
    }

    private static void excluded(Reporter reporter, PluginConfiguration plugin,
            Optional<DocumentNode> holder) {
        Optional<Scalar> exclude = holder.flatMap(node -> Trees.scalar(node, "excludeTopology"))
                .filter(scalar -> scalar.text().equals("true"));
        // It is false unless someone writes it: on purpose, for what spans NUMA nodes would be refused with it.
        exclude.ifPresent(scalar -> reporter.report(Severity.INFO, scalar.position(), plugin.object(),
                "excludeTopology is true: the plugin reports its devices without a NUMA node" + NO_HINT
                        + " That lets a pod have devices of several NUMA nodes; where they are to be near the CPUs, set"
                        + " it to false."));
    }

    /// What pods ask for and no device of the machine says where it is.
    private static void asked(RuleInput input, Reporter reporter) {
        Map<String, Boolean> hasNumaNode = new TreeMap<>();
        for (Device device : input.machine().map(machine -> machine.devices()).orElse(List.of())) {
            hasNumaNode.merge(device.resource(), !device.numaNodes().orElse(List.of()).isEmpty(), Boolean::logicalOr);
        }
        Set<String> without = new LinkedHashSet<>();
        hasNumaNode.forEach((resource, known) -> {
            if (!known) {
                without.add(resource);
            }
        });
        boolean isMatter = input.machine().filter(machine -> machine.topology().numaNodes().size() > 1).isPresent();
        for (Workload workload : isMatter ? input.workloads() : List.<Workload>of()) {
            for (Container container : workload.containers()) {
                without.forEach(resource -> container.amount("limits", resource)
                        .ifPresent(amount -> reporter.report(Severity.WARNING, amount.position(), workload.object(),
                                container.path() + " asks for " + resource
                                        + ", whose plugin reports no NUMA node on this machine" + NO_HINT
                                        + " Use a plugin version that reports topology, and check numa_node of the device"
                                        + " in /sys.")));
            }
        }
    }
}
