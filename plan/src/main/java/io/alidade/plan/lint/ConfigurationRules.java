package io.alidade.plan.lint;

import io.alidade.engine.machine.CgroupMode;
import io.alidade.engine.settings.Policies;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentNode.ScalarKind;
import io.alidade.kube.document.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Fields of a kubelet's configuration that do not do together what they promise alone.
final class ConfigurationRules {
    private static final String TOPOLOGY_POLICY = "topologyManagerPolicy";

    private ConfigurationRules() {}

    static void withoutStaticCpu(RuleInput input, Reporter reporter) {
        for (StartProbe start : input.starts()) {
            Configuration configuration = start.configuration();
            if (configuration.policies().aligns()
                    && configuration.policies().cpuManager().equals(Policies.CPU_NONE)) {
                Optional<Mapping> pinning = start.mended()
                        .map(mended -> changed(mended, "cpuManagerPolicy", Policies.CPU_STATIC))
                        .filter(pinned -> starts(input, pinned));
                reporter.report(Severity.WARNING, Trees.place(configuration.root(), TOPOLOGY_POLICY),
                        configuration.object(), "topologyManagerPolicy is " + configuration.policies().topologyManager()
                                + ", and cpuManagerPolicy is none: the CPU Manager gives no hints, so CPUs are neither"
                                + " exclusive nor near the memory and devices. Set cpuManagerPolicy to static"
                                + (pinning.isPresent() ? "." : ", with CPUs that are reserved for the system."),
                        pinning.flatMap(_ -> staticCpuFix(input, configuration.root())));
            }
        }
    }

    private static boolean starts(RuleInput input, Mapping root) {
        return StartProbe.start(root, input.machine(), input.version()) instanceof KubeletStart.Started;
    }

    /// Only where nobody has written that CPUs are not to be pinned.
    private static Optional<Fix> staticCpuFix(RuleInput input, Mapping root) {
        return Trees.at(root, "cpuManagerPolicy").isPresent() ? Optional.empty()
                : Trees.entry(root, TOPOLOGY_POLICY).flatMap(anchor -> input.edits().insertBefore(root, anchor,
                        List.of("cpuManagerPolicy: static"), "set cpuManagerPolicy to static"));
    }

    static Mapping changed(Mapping root, String field, String text) {
        List<DocumentNode.Entry> entries = new ArrayList<>(Trees.without(root, field).entries());
        entries.add(
                new DocumentNode.Entry(field, root.position(), new Scalar(root.position(), ScalarKind.STRING, text)));
        return new Mapping(root.position(), entries);
    }

    static void withoutStaticMemory(RuleInput input, Reporter reporter) {
        for (StartProbe start : input.starts()) {
            Configuration configuration = start.configuration();
            Policies policies = configuration.policies();
            if (policies.aligns() && policies.memoryManager().equals(Policies.MEMORY_NONE)) {
                reporter.report(policies.refusesUnaligned() ? Severity.WARNING : Severity.INFO,
                        Trees.place(configuration.root(), TOPOLOGY_POLICY), configuration.object(),
                        "topologyManagerPolicy is " + policies.topologyManager()
                                + ", and memoryManagerPolicy is None: memory and huge pages"
                                + " come from any NUMA node. Set memoryManagerPolicy to Static, and reservedMemory to what"
                                + " the node reserves.",
                        staticMemoryFix(input, start));
            }
        }
    }

    private static Optional<Fix> staticMemoryFix(RuleInput input, StartProbe start) {
        Mapping root = start.configuration().root();
        boolean isUncertain = start.configuration().isReservationComputed()
                || (input.machine().isEmpty() && ReservedMemoryRules.hasPercentage(start.configuration()));
        if (isUncertain || Trees.at(root, "memoryManagerPolicy").isPresent()
                || Trees.at(root, "reservedMemory").isPresent() || start.isLost(StartCause.MEMORY)) {
            return Optional.empty();
        }
        return start.node().flatMap(kubelet -> Optional
                .ofNullable(kubelet.node().settings().reservation().get("memory")))
                .filter(amount -> amount.signum() > 0).flatMap(amount -> {
                    List<String> lines = new ArrayList<>(List.of("memoryManagerPolicy: Static"));
                    lines.addAll(ReservedMemoryRules.lines(amount.toText()));
                    return Trees.entry(root, TOPOLOGY_POLICY)
                            .flatMap(anchor -> input.edits().insertBefore(root, anchor, lines,
                                    "set memoryManagerPolicy to Static and reserve " + amount.toText()
                                            + " on NUMA node 0"));
                });
    }

    static void withoutEffect(RuleInput input, Reporter reporter) {
        for (Configuration configuration : input.configurations()) {
            Mapping root = configuration.root();
            if (configuration.policies().topologyManager().equals(Policies.TOPOLOGY_NONE)) {
                Trees.scalar(root, "topologyManagerScope").filter(scope -> scope.text().equals("pod"))
                        .ifPresent(scope -> reporter.report(Severity.WARNING, scope.position(), configuration.object(),
                                "topologyManagerScope pod does nothing, for topologyManagerPolicy is none. Choose a policy, or"
                                        + " remove the scope."));
                Trees.mapping(root, "topologyManagerPolicyOptions").filter(options -> !options.entries().isEmpty())
                        .ifPresent(options -> reporter.report(Severity.WARNING, options.position(),
                                configuration.object(), "topologyManagerPolicyOptions do nothing, for"
                                        + " topologyManagerPolicy is none. Choose a policy, or remove the options."));
            }
            if (!configuration.policies().pinsMemory() && !Trees.items(root, "reservedMemory").isEmpty()) {
                reporter.report(Severity.WARNING, Trees.place(root, "reservedMemory"), configuration.object(),
                        "reservedMemory does nothing, for memoryManagerPolicy is None. Set memoryManagerPolicy to Static,"
                                + " or remove reservedMemory.");
            }
            if (!configuration.text("reservedSystemCPUs", "").isEmpty()) {
                for (String field : List.of("systemReserved", "kubeReserved")) {
                    Trees.at(root, field, "cpu").ifPresent(cpu -> reporter.report(Severity.INFO, cpu.position(),
                            configuration.object(),
                            field + ".cpu does nothing, for reservedSystemCPUs is given: the number"
                                    + " of CPUs in it is what is reserved. Remove " + field + ".cpu."));
                }
            }
        }
    }

    static void cgroupV1(RuleInput input, Reporter reporter) {
        Optional<CgroupMode> mode = input.machine().flatMap(machine -> machine.hardware().cgroupMode())
                .filter(found -> found != CgroupMode.V2);
        for (Configuration configuration : input.configurations()) {
            boolean fails = !Trees.text(configuration.root(), "failCgroupV1").orElse("true").equals("false");
            var place = Trees.place(configuration.root(), "failCgroupV1");
            if (mode.isPresent() && fails) {
                reporter.report(Severity.ERROR, place, configuration.object(), "the machine has cgroup "
                        + mode.get().wireName()
                        + ", and failCgroupV1 is true (the default): the kubelet does not start."
                        + " Boot the machine with cgroup v2 (systemd.unified_cgroup_hierarchy=1), or set failCgroupV1 to"
                        + " false for the time being.");
            } else if (!fails) {
                // Where the machine is known to have it, the field is meant.
                reporter.report(mode.isPresent() ? Severity.INFO : Severity.WARNING, place, configuration.object(),
                        "failCgroupV1 is false: the kubelet starts"
                                + " on cgroup v1, which is in maintenance only and will go. Move the machines to cgroup v2, and"
                                + " remove the field.");
            }
        }
    }

    static void autoSizing(RuleInput input, Reporter reporter) {
        for (Configuration configuration : input.configurations()) {
            Optional<DocumentNode> on = Trees.at(configuration.document(), "spec", "autoSizingReserved")
                    .filter(node -> node instanceof Scalar scalar && scalar.text().equals("true"));
            if (on.isPresent() && configuration.policies().pinsMemory()) {
                reporter.report(Severity.WARNING, on.get().position(), configuration.object(),
                        "autoSizingReserved lets each"
                                + " node compute its own systemReserved, and with memoryManagerPolicy Static reservedMemory has to"
                                + " repeat it to the byte: on a machine of another size the kubelet does not start. Give"
                                + " systemReserved, and remove autoSizingReserved.");
            }
        }
    }
}
