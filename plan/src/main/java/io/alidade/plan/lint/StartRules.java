package io.alidade.plan.lint;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.settings.Policies;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.config.KnownGates;
import io.alidade.kube.config.KubeletConfigurationReader.Inspected;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode.Entry;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.Trees;
import io.alidade.kube.document.Value;
import io.alidade.plan.lint.StartProbe.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// What stops the kubelet at its start, each in the words of whoever has to mend it.
final class StartRules {
    private static final String MAX_NUMA_NODES = "max-allowable-numa-nodes";
    private static final String TOPOLOGY_OPTIONS = "topologyManagerPolicyOptions";
    private static final String STOPS = ": the kubelet does not start.";

    private StartRules() {}

    /// Calls for each problem of an id.
    interface OnProblem {
        void report(StartProbe start, Problem problem);
    }

    static void each(RuleInput input, String id, OnProblem action) {
        input.starts().forEach(start -> start.problems(id).forEach(problem -> action.report(start, problem)));
    }

    static void optionNeedsGate(RuleInput input, Reporter reporter) {
        each(input, "option-needs-gate", (start, problem) -> {
            String stage = problem.cause().words().group(2);
            String gate = StartCause.gateOf(problem.cause().words());
            String option = problem.cause().words().group(3);
            reporter.report(Severity.ERROR, problem.cause().place(), start.configuration().object(),
                    option + " is " + stage.toLowerCase(Locale.ROOT) + " and its feature gate is off" + STOPS
                            + " Set the gate " + gate + " to true, or remove the option.",
                    problem.isFirstWay() ? gateFix(input, start.configuration(), gate) : Optional.empty());
        });
    }

    private static Optional<Fix> gateFix(RuleInput input, Configuration configuration, String gate) {
        Mapping root = configuration.root();
        String description = "set the feature gate " + gate + " to true";
        Optional<Mapping> gates = Trees.mapping(root, "featureGates");
        if (Trees.at(root, "featureGates", gate).isPresent()) {
            // Someone has turned it off, and someone has set the option: which of them is meant is not known.
            return Optional.empty();
        }
        if (gates.isPresent()) {
            return input.edits().insertInto(gates.get(), List.of(gate + ": true"), description);
        }
        String field = gate.startsWith("CPU") ? "cpuManagerPolicyOptions" : TOPOLOGY_OPTIONS;
        return Trees.entry(root, field).flatMap(anchor -> input.edits().insertBefore(root, anchor,
                Edits.lines("featureGates", Value.mapping().with(gate, true).build()), description));
    }

    static void optionsExclusive(RuleInput input, Reporter reporter) {
        each(input, "options-exclusive", (start, problem) -> {
            String message = switch (problem.error()) {
                case String error when error.contains("single-numa-node") ->
                    "align-by-socket does not go with the policy single-numa-node" + STOPS + " Remove the option"
                            + (startsWithRestricted(input, problem) ? ", or choose the policy restricted." : ".");
                case String error when error.contains("number of sockets") ->
                    "align-by-socket is on, and the machine has more sockets than NUMA nodes" + STOPS
                            + " Remove the option.";
                default -> problem.cause().words().group(1) + " and " + problem.cause().words().group(2)
                        + " exclude each other" + STOPS + " Remove one of them.";
            };
            reporter.report(Severity.ERROR, problem.cause().place(), start.configuration().object(), message);
        });
    }

    private static boolean startsWithRestricted(RuleInput input, Problem problem) {
        Mapping changed = ConfigurationRules.changed(problem.root(), "topologyManagerPolicy", Policies.RESTRICTED);
        return !(StartProbe.start(changed, input.machine(),
                input.version()) instanceof KubeletStart.Refused(String error) && error.contains("align-by-socket"));
    }

    static void numaLimit(RuleInput input, Reporter reporter) {
        each(input, "numa-limit", (start, problem) -> {
            Mapping root = start.configuration().root();
            int numaNodes = input.machine().map(machine -> machine.topology().numaNodes().size())
                    .orElseGet(() -> start.configuration().valid().map(RoomyMachine::of)
                            .map(machine -> machine.topology().numaNodes().size()).orElse(0));
            String limit = problem.cause().words().group(1);
            var place = Trees.at(root, TOPOLOGY_OPTIONS, MAX_NUMA_NODES).isPresent()
                    ? Trees.place(root, TOPOLOGY_OPTIONS, MAX_NUMA_NODES) : problem.cause().place();
            reporter.report(Severity.ERROR, place, start.configuration().object(), "the machine has " + numaNodes
                    + " NUMA nodes, and the kubelet takes on " + limit + STOPS + " Set " + MAX_NUMA_NODES + " to "
                    + numaNodes + ". With that many, the kubelet itself may take minutes for one admission"
                    + (input.version().searchesPreferredHintsFirst()
                            ? " where no NUMA nodes suit a pod in all it asks for." : "."),
                    limitFix(input, root, Integer.toString(numaNodes)));
        });
    }

    private static Optional<Fix> limitFix(RuleInput input, Mapping root, String numaNodes) {
        String description = "set " + MAX_NUMA_NODES + " to " + numaNodes;
        Optional<Scalar> limit = Trees.scalar(root, TOPOLOGY_OPTIONS, MAX_NUMA_NODES);
        Optional<Mapping> options = Trees.mapping(root, TOPOLOGY_OPTIONS);
        if (limit.isPresent()) {
            return input.edits().replace(limit.get(), numaNodes, description);
        }
        if (options.isPresent()) {
            return input.edits().insertInto(options.get(), List.of(MAX_NUMA_NODES + ": \"" + numaNodes + "\""),
                    description);
        }
        return Trees.entry(root, "topologyManagerPolicy").flatMap(anchor -> input.edits().insertBefore(root,
                anchor, Edits.lines(TOPOLOGY_OPTIONS, Value.mapping().with(MAX_NUMA_NODES, numaNodes).build()),
                description));
    }

    static void staticWithoutReservation(RuleInput input, Reporter reporter) {
        each(input, "static-cpu-without-reservation",
                (start, problem) -> reporter.report(Severity.ERROR, problem.cause().place(),
                        start.configuration().object(), "cpuManagerPolicy static needs CPUs that are reserved for the"
                                + " system, and there are none" + STOPS
                                + " Give reservedSystemCPUs (whole cores), or cpu in systemReserved or kubeReserved."));
    }

    static void reservedCpusUnknown(RuleInput input, Reporter reporter) {
        each(input, "reserved-cpus-unknown", (start, problem) -> {
            String listed = problem.cause().words().group(1);
            CpuSet online = CpuSet
                    .parseList(problem.cause().words().group(2) + problem.cause().words().group(3));
            CpuSet reserved = CpuSet.parseList(listed);
            CpuSet kept = reserved.and(online);
            Optional<Fix> fix = kept.isEmpty() ? Optional.empty()
                    : Trees.scalar(problem.root(), "reservedSystemCPUs")
                            .flatMap(old -> input.edits().replace(old, kept.toListString(),
                                    "set reservedSystemCPUs to " + kept.toListString()));
            reporter.report(Severity.ERROR, problem.cause().place(), start.configuration().object(),
                    "reservedSystemCPUs (" + listed + ") names CPUs that are not online: "
                            + reserved.andNot(online).toListString() + " of " + online.toListString() + STOPS
                            + " Remove them, or bring them online before the kubelet starts.",
                    fix);
        });
    }

    static void reservedMemoryNumaNode(RuleInput input, Reporter reporter) {
        each(input, "reserved-memory-numa-node", (start, problem) -> {
            if (!start.isRoomy()) {
                reporter.report(Severity.ERROR, problem.cause().place(), start.configuration().object(),
                        "reservedMemory names NUMA node " + problem.cause().words().group(1)
                                + ", which the machine does"
                                + " not have" + STOPS + " Name one of " + input.machine().map(machine -> machine
                                        .topology().numaNodes().stream().map(node -> Integer.toString(node.id()))
                                        .collect(Collectors.joining(", "))).orElse("its NUMA nodes")
                                + ", or remove the entry.");
            }
        });
    }

    /// What no other rule knows, in the kubelet's words: problems that it finds when it reads the file, and later ones.
    static void doesNotStart(RuleInput input, Reporter reporter) {
        for (Configuration configuration : input.configurations()) {
            if (configuration.inspected() instanceof Inspected.Invalid invalid) {
                for (BadInput problem : invalid.problems()) {
                    var place = problem.position().orElse(configuration.root().position());
                    if (!reporter.isReported(place)) {
                        reporter.report(Severity.ERROR, place, configuration.object(), "the kubelet does not start: "
                                + sentence(problem.problem()) + " " + problem.cure(),
                                rewriting(input, problem));
                    }
                }
            }
            configuration.warnings().stream()
                    .filter(warning -> warning.message().contains("the kubelet refuses a file"))
                    .forEach(warning -> reporter.report(Severity.ERROR, warning.position(), configuration.object(),
                            "the kubelet does not start: " + warning.message()));
        }
        each(input, "kubelet-does-not-start", (start, problem) -> {
            String advice = problem.error().contains("None policy") ? staticOrNoOptions(input, problem)
                    : problem.error().contains("Node Allocatable configuration")
                            ? " Reserve less than the machine has."
                    : " Correct it, or remove it.";
            reporter.report(Severity.ERROR, problem.cause().place(), start.configuration().object(),
                    "the kubelet does not start: " + sentence(problem.error()) + advice);
        });
    }

    /// The policy is named only if the kubelet starts with it.
    private static String staticOrNoOptions(RuleInput input, Problem problem) {
        Mapping changed = ConfigurationRules.changed(problem.root(), "cpuManagerPolicy", Policies.CPU_STATIC);
        return StartProbe.start(changed, input.machine(), input.version()) instanceof KubeletStart.Started
                ? " Set cpuManagerPolicy to static, or remove the options." : " Remove the options.";
    }

    private static Optional<Fix> rewriting(RuleInput input, BadInput problem) {
        return input.starts().stream().flatMap(start -> start.rewrites().stream())
                .filter(rewrite -> rewrite.problem().equals(problem)).findFirst()
                .flatMap(rewrite -> input.edits().replaceBare(rewrite.old(), rewrite.text(),
                        "write " + rewrite.text()));
    }

    static void badQuantity(RuleInput input, Reporter reporter) {
        each(input, "bad-quantity", (start, problem) -> reporter.report(Severity.ERROR, problem.cause().place(),
                start.configuration().object(), "the kubelet does not start: " + sentence(problem.error())
                        + QuantityRules.CURE));
    }

    static void unknownGate(RuleInput input, Reporter reporter) {
        each(input, "unknown-gate", (start, problem) -> reporter.report(Severity.ERROR, problem.cause().place(),
                start.configuration().object(), "the kubelet " + input.version().minor() + " does not start: "
                        + sentence(problem.error()) + " " + KnownGates.meantBy(problem.cause().words().group(1))
                                .map(meant -> "Maybe " + meant + " is meant.")
                                .orElse("Remove it, or start a kubelet that knows it.")));
    }

    static void gateCannotBeSet(RuleInput input, Reporter reporter) {
        each(input, "gate-cannot-be-set", (start, problem) -> reporter.report(Severity.ERROR, problem.cause().place(),
                start.configuration().object(), "the kubelet " + input.version().minor() + " does not start: "
                        + sentence(problem.error())
                        + (problem.error().contains("locked") ? " Remove it."
                                : " Turn on what is needed, or turn off what needs it.")));
    }

    static String sentence(String text) {
        return text.endsWith(".") ? text : text + ".";
    }

    /// The field of a mapping that an insertion goes before.
    static Optional<Entry> anchor(Mapping root, String... fields) {
        return List.of(fields).stream().flatMap(field -> Trees.entry(root, field).stream()).findFirst();
    }
}
