package io.alidade.plan.lint;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.kube.config.StartProblem;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentNode.ScalarKind;
import io.alidade.kube.document.DocumentNode.Sequence;
import io.alidade.kube.document.Position;
import io.alidade.kube.document.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What in a configuration makes the kubelet end with an error, and ways past it. Errors of the resource managers are
/// recognised by the kubelet's own words, so that the rules themselves stay in the engine; of those before them it is known
/// which field they are about.
///
/// @param id    of the rule that reports it
/// @param place where it is
/// @param ways  the configuration with it mended as its fix mends it, then without it; empty where nobody can tell
/// @param needs amounts that the error follows from: where one of them is not known, neither is this
record StartCause(String id, Matcher words, Position place, List<Mapping> ways, List<List<String>> needs) {
    private static final String CPU_OPTIONS = "cpuManagerPolicyOptions";
    private static final String TOPOLOGY_OPTIONS = "topologyManagerPolicyOptions";
    private static final String MAX_NUMA_NODES = "max-allowable-numa-nodes";
    private static final String OTHER = "kubelet-does-not-start";
    /// What the amount of CPUs follows from.
    static final List<List<String>> CPUS = List.of(List.of("systemReserved", "cpu"),
            List.of("kubeReserved", "cpu"), List.of("reservedSystemCPUs"));
    /// What the sum of reserved memory follows from.
    static final List<List<String>> MEMORY = List.of(List.of("systemReserved", "memory"),
            List.of("kubeReserved", "memory"), List.of("evictionHard", "memory.available"),
            List.of("reservedMemory"));

    /// Errors about a field, by their words.
    private static final List<Known> OF_FIELD = List.of(
            new Known("reserved-cpus-unknown", "reserved-cpus: (.*) is not a subset of online-cpus: (\\d+)(.*)",
                    StartCause::onlineOnly),
            new Known("reserved-memory-hugepages", "cannot reserve \"(hugepages-.*)\" resource"),
            new Known("unknown-gate", "unrecognized feature gate: (.*)"),
            new Known("gate-cannot-be-set", "cannot set feature gate|depends on features that are disabled"),
            new Known("bad-quantity", "quantit|strconv.ParseFloat|eviction (?:percentage )?threshold \\S+ must"
                    + "|minimum reclaim|cannot be negative"));

    /// Errors of the managers.
    private static final List<Known> OF_MANAGERS = List.of(
            new Known("option-needs-gate", "(CPU|Topology) Manager Policy (Alpha|Beta)-level Options not enabled, but"
                    + " option \"(.*)\" provided", StartCause::gateOrNoOption),
            new Known(OTHER, "unknown (CPU|Topology) Manager Policy option: \"(.*)\"",
                    (root, words) -> remove(root, optionsOf(words.group(1)), words.group(2))),
            new Known("options-exclusive", "static policy options (\\S+) and (\\S+) can not be used",
                    (root, words) -> remove(root, CPU_OPTIONS, words.group(2))),
            new Known("options-exclusive", "incompatible with CPUManager align-by-socket|Align by socket is not"
                    + " compatible", (root, words) -> remove(root, CPU_OPTIONS, "align-by-socket")),
            new Known(OTHER, "None policy: received unsupported options", (root, words) -> remove(root, CPU_OPTIONS)),
            new Known(OTHER, "(minimum value of|policy option to integer) \"(max-allowable-numa-nodes)\"",
                    (root, words) -> remove(root, TOPOLOGY_OPTIONS, words.group(2))),
            new Known(OTHER, "bad value for option \"(.*?)\": strconv", (root, words) -> remove(root,
                    Trees.at(root, CPU_OPTIONS, words.group(1)).isPresent() ? CPU_OPTIONS : TOPOLOGY_OPTIONS,
                    words.group(1))),
            // The machine file does not tell its distances; that is no fault of the configuration.
            new Known("", "error getting NUMA distances",
                    (root, words) -> remove(root, TOPOLOGY_OPTIONS, "prefer-closest-numa-nodes")),
            new Known("numa-limit", "unsupported on machines with more than (\\d+) NUMA Nodes",
                    StartCause::higherLimitOrNoPolicy),
            new Known("static-cpu-without-reservation", "unable to determine reserved CPU resources|requires"
                    + " systemreserved.cpu \\+ kubereserved.cpu", (root, words) -> withoutCpuPolicy(root), CPUS),
            new Known(OTHER, "\\[cpumanager\\] unable to (reserve the required|build the reserved)",
                    (root, words) -> withoutCpuPolicy(root), CPUS),
            new Known("reserved-memory-hugepages", "total amount \"(.*)\" of type \"(hugepages-.*)\" is not equal to",
                    (root, words) -> withoutLimits(root, words.group(2))),
            new Known("reserved-memory-sum", "total amount \"(.*)\" of type \"(.*)\" is not equal to the value \"(.*)\""
                    + " determined|specify the system reserved memory()()()", StartCause::sumOrNoPolicy, MEMORY),
            new Known("reserved-memory-numa-node", "references a NUMA node (-?\\d+) that does not exist",
                    (root, words) -> withoutNumaNode(root, words.group(1))),
            new Known("reserved-memory-bytes", "could not covert a variable of type Quantity",
                    (root, words) -> new Changed(Trees.place(root, "reservedMemory"),
                            List.of(ReservedMemoryRules.inWholeBytes(root),
                                    Trees.without(root, "memoryManagerPolicy")))),
            new Known(OTHER, "Resource \"(.*)\" has a reservation of", (root, words) -> withoutReserved(root,
                    words.group(1))),
            new Known(OTHER, "policy \"BestEffort\" is not available", (root, words) -> remove(root,
                    "memoryManagerPolicy")),
            new Known(OTHER, "unknown policy: \"(.*)\"", (root, words) -> remove(root,
                    Trees.text(root, "cpuManagerPolicy").orElse("").equals(words.group(1)) ? "cpuManagerPolicy"
                            : "memoryManagerPolicy")));

    StartCause {
        ways = List.copyOf(ways);
        needs = List.copyOf(needs);
    }

    /// What is behind an error of the resource managers.
    static StartCause of(String error, Mapping root) {
        return find(OF_MANAGERS, error, root).orElseGet(() -> other(error, new Changed(root.position(), List.of())));
    }

    /// What is behind an error that is about a field.
    static StartCause of(StartProblem problem, Mapping root) {
        String[] field = problem.field().toArray(String[]::new);
        Changed without = field.length == 0 ? new Changed(root.position(), List.of()) : remove(root, field);
        return find(OF_FIELD, problem.error(), root)
                .map(cause -> new StartCause(cause.id, cause.words, without.place,
                        cause.ways.isEmpty() ? without.ways : cause.ways, cause.needs))
                .orElseGet(() -> other(problem.error(), without));
    }

    private static StartCause other(String error, Changed changed) {
        return new StartCause(OTHER, Pattern.compile(".*").matcher(error), changed.place, changed.ways, List.of());
    }

    private static Optional<StartCause> find(List<Known> table, String error, Mapping root) {
        for (Known known : table) {
            Matcher words = known.words.matcher(error);
            if (words.find()) {
                Changed changed = known.change.apply(root, words);
                return Optional.of(new StartCause(known.id, words, changed.place, changed.ways.stream()
                        .filter(way -> !way.equals(root)).toList(), known.needs));
            }
        }
        return Optional.empty();
    }

    private record Changed(Position place, List<Mapping> ways) {}

    private record Known(String id, Pattern words, BiFunction<Mapping, Matcher, Changed> change,
            List<List<String>> needs) {
        Known(String id, String words) {
            this(id, words, (root, found) -> new Changed(root.position(), List.of()));
        }

        Known(String id, String words, BiFunction<Mapping, Matcher, Changed> change) {
            this(id, words, change, List.of());
        }

        Known(String id, String words, BiFunction<Mapping, Matcher, Changed> change, List<List<String>> needs) {
            this(id, Pattern.compile(words), change, needs);
        }
    }

    private static String optionsOf(String manager) {
        return manager.equals("CPU") ? CPU_OPTIONS : TOPOLOGY_OPTIONS;
    }

    private static Changed remove(Mapping root, String... path) {
        return new Changed(Trees.place(root, path), List.of(Trees.without(root, path)));
    }

    private static Scalar scalar(Mapping root, ScalarKind kind, String text) {
        return new Scalar(root.position(), kind, text);
    }

    /// The gate of a policy option, as `option-needs-gate` words it.
    static String gateOf(Matcher words) {
        return words.group(1) + "ManagerPolicy" + words.group(2) + "Options";
    }

    private static Changed gateOrNoOption(Mapping root, Matcher words) {
        String[] option = {optionsOf(words.group(1)), words.group(3)};
        return new Changed(Trees.place(root, option),
                List.of(Trees.put(root, scalar(root, ScalarKind.BOOLEAN, "true"), "featureGates", gateOf(words)),
                        Trees.without(root, option)));
    }

    private static Changed higherLimitOrNoPolicy(Mapping root, Matcher words) {
        return new Changed(Trees.place(root, "topologyManagerPolicy"),
                List.of(Trees.put(root, scalar(root, ScalarKind.STRING, Integer.toString(NodeTopology.MAX_NUMA_NODES)),
                        TOPOLOGY_OPTIONS, MAX_NUMA_NODES), Trees.without(root, "topologyManagerPolicy")));
    }

    private static Changed onlineOnly(Mapping root, Matcher words) {
        CpuSet online = CpuSet.parseList(words.group(2) + words.group(3));
        CpuSet kept = CpuSet.parseList(words.group(1)).and(online);
        String list = kept.isEmpty() ? Integer.toString(online.first()) : kept.toListString();
        return new Changed(Trees.place(root, "reservedSystemCPUs"), List.of(Trees.put(root,
                scalar(root, ScalarKind.STRING, list), "reservedSystemCPUs")));
    }

    private static Changed sumOrNoPolicy(Mapping root, Matcher words) {
        Position place = Trees.place(root, Trees.at(root, "reservedMemory").isPresent() ? "reservedMemory"
                : "memoryManagerPolicy");
        Stream<Mapping> mended = Optional.ofNullable(words.group(1)).stream().flatMap(total -> ReservedMemoryRules
                .withSum(root, Quantity.parse(total), Quantity.parse(words.group(3))).stream());
        return new Changed(place,
                Stream.concat(mended, Stream.of(Trees.without(root, "memoryManagerPolicy"))).toList());
    }

    private static Changed withoutCpuPolicy(Mapping root) {
        return new Changed(Trees.place(root, "cpuManagerPolicy"),
                List.of(Trees.without(Trees.without(root, "cpuManagerPolicy"), CPU_OPTIONS)));
    }

    private static Changed withoutReserved(Mapping root, String resource) {
        String first = Trees.at(root, "systemReserved", resource).isPresent() ? "systemReserved" : "kubeReserved";
        Mapping less = Trees.without(Trees.without(root, "systemReserved", resource), "kubeReserved", resource);
        return new Changed(Trees.place(root, first, resource), List.of(less));
    }

    private static Changed withoutLimits(Mapping root, String type) {
        List<DocumentNode> kept = new ArrayList<>();
        Optional<Position> place = Optional.empty();
        for (DocumentNode item : Trees.items(root, "reservedMemory")) {
            Optional<DocumentNode> limit = Trees.at(item, "limits", type);
            place = place.or(() -> limit.map(DocumentNode::position));
            kept.add(item instanceof Mapping entry ? Trees.without(entry, "limits", type) : item);
        }
        return items(root, kept, place);
    }

    private static Changed withoutNumaNode(Mapping root, String numaNode) {
        List<DocumentNode> kept = new ArrayList<>();
        Optional<Position> place = Optional.empty();
        for (DocumentNode item : Trees.items(root, "reservedMemory")) {
            if (Trees.text(item, "numaNode").orElse("0").equals(numaNode)) {
                place = place.or(() -> Optional.of(Trees.place(item, "numaNode")));
            } else {
                kept.add(item);
            }
        }
        return items(root, kept, place);
    }

    private static Changed items(Mapping root, List<DocumentNode> kept, Optional<Position> place) {
        Position list = Trees.place(root, "reservedMemory");
        return new Changed(place.orElse(list), List.of(Trees.with(root, new Sequence(list, kept), "reservedMemory")));
    }
}
