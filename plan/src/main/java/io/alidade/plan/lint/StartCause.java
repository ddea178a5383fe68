package io.alidade.plan.lint;

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

/// What in a configuration makes the kubelet end with an error: recognised by the kubelet's own words, so that the rule
/// itself stays in the engine.
///
/// @param id    of the rule that reports it
/// @param place where it is
/// @param rest  the configuration without it, in which the next error shows; absent where nobody can tell
record StartCause(String id, Matcher words, Position place, Optional<Mapping> rest) {
    private static final String CPU_OPTIONS = "cpuManagerPolicyOptions";
    private static final String TOPOLOGY_OPTIONS = "topologyManagerPolicyOptions";
    private static final String OTHER = "kubelet-does-not-start";

    private static final List<Known> KNOWN = List.of(
            new Known("option-needs-gate", "(CPU|Topology) Manager Policy (Alpha|Beta)-level Options not enabled, but"
                    + " option \"(.*)\" provided",
                    (root, words) -> remove(root, optionsOf(words.group(1)),
                            words.group(3))),
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
                    (root, words) -> remove(root, "topologyManagerPolicy")),
            new Known("static-cpu-without-reservation", "unable to determine reserved CPU resources|requires"
                    + " systemreserved.cpu \\+ kubereserved.cpu", (root, words) -> withoutCpuPolicy(root)),
            new Known(OTHER, "\\[cpumanager\\] unable to reserve the required",
                    (root, words) -> withoutCpuPolicy(root)),
            new Known("reserved-cpus-unknown", "reserved-cpus: (.*) is not a subset of online-cpus: (\\d+)(.*)",
                    (root, words) -> replace(root, words.group(2), "reservedSystemCPUs")),
            new Known("reserved-memory-hugepages", "total amount \"(.*)\" of type \"(hugepages-.*)\" is not equal to",
                    (root, words) -> withoutLimits(root, words.group(2))),
            new Known("reserved-memory-sum", "total amount \"(.*)\" of type \"(.*)\" is not equal to the value \"(.*)\""
                    + " determined|specify the system reserved memory()()()",
                    (root, words) -> new Removed(
                            Trees.place(root, Trees.at(root, "reservedMemory").isPresent() ? "reservedMemory"
                                    : "memoryManagerPolicy"),
                            Trees.without(root, "memoryManagerPolicy"))),
            new Known("reserved-memory-numa-node", "references a NUMA node (-?\\d+) that does not exist",
                    (root, words) -> withoutNumaNode(root, words.group(1))),
            new Known("bad-quantity", "could not covert a variable of type Quantity",
                    (root, words) -> remove(root, "memoryManagerPolicy")),
            new Known("reserved-memory-hugepages", "cannot reserve \"(hugepages-.*)\" resource",
                    (root, words) -> withoutReserved(root, words.group(1))),
            new Known(OTHER, "cannot reserve \"(.*)\" resource",
                    (root, words) -> withoutReserved(root, words.group(1))),
            new Known("bad-quantity", "failed to parse quantity \".*\" for \"(.*)\" resource|resource quantity for"
                    + " \"(.*)\" cannot be negative",
                    (root, words) -> withoutReserved(root,
                            words.group(1) == null ? String.valueOf(words.group(2)) : words.group(1))),
            new Known(OTHER, "unsupported eviction signal (\\S+)",
                    (root, words) -> remove(root, "evictionHard", words.group(1))),
            new Known("bad-quantity", "eviction (?:percentage )?threshold (\\S+) must",
                    (root, words) -> remove(root, "evictionHard", words.group(1))),
            new Known("bad-quantity", "strconv.ParseFloat|quantities must match|unable to parse (numeric|quantity)",
                    (root, words) -> remove(root, "evictionHard")),
            new Known(OTHER, "unknown policy: \"(.*)\"", (root, words) -> remove(root,
                    Trees.text(root, "cpuManagerPolicy").orElse("").equals(words.group(1)) ? "cpuManagerPolicy"
                            : "memoryManagerPolicy")));

    /// What is behind an error.
    static StartCause of(String error, Mapping root) {
        for (Known known : KNOWN) {
            Matcher words = known.words.matcher(error);
            if (words.find()) {
                Removed removed = known.remove.apply(root, words);
                return new StartCause(known.id, words, removed.place,
                        removed.rest.equals(root) ? Optional.empty() : Optional.of(removed.rest));
            }
        }
        Matcher none = Pattern.compile(".*").matcher(error);
        return new StartCause(OTHER, none, root.position(), Optional.empty());
    }

    private record Removed(Position place, Mapping rest) {}

    private record Known(String id, Pattern words, BiFunction<Mapping, Matcher, Removed> remove) {
        Known(String id, String words, BiFunction<Mapping, Matcher, Removed> remove) {
            this(id, Pattern.compile(words), remove);
        }
    }

    private static String optionsOf(String manager) {
        return manager.equals("CPU") ? CPU_OPTIONS : TOPOLOGY_OPTIONS;
    }

    private static Removed remove(Mapping root, String... path) {
        return new Removed(Trees.place(root, path), Trees.without(root, path));
    }

    private static Removed replace(Mapping root, String text, String... path) {
        Position place = Trees.place(root, path);
        return new Removed(place, Trees.with(root, new Scalar(place, ScalarKind.STRING, text), path));
    }

    private static Removed withoutCpuPolicy(Mapping root) {
        return new Removed(Trees.place(root, "cpuManagerPolicy"),
                Trees.without(Trees.without(root, "cpuManagerPolicy"), CPU_OPTIONS));
    }

    private static Removed withoutReserved(Mapping root, String resource) {
        String first = Trees.at(root, "kubeReserved", resource).isPresent() ? "kubeReserved" : "systemReserved";
        return remove(root, first, resource);
    }

    private static Removed withoutLimits(Mapping root, String type) {
        List<DocumentNode> kept = new ArrayList<>();
        Optional<Position> place = Optional.empty();
        for (DocumentNode item : Trees.items(root, "reservedMemory")) {
            Optional<DocumentNode> limit = Trees.at(item, "limits", type);
            place = place.or(() -> limit.map(DocumentNode::position));
            kept.add(item instanceof Mapping entry ? Trees.without(entry, "limits", type) : item);
        }
        return items(root, kept, place);
    }

    private static Removed withoutNumaNode(Mapping root, String numaNode) {
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

    private static Removed items(Mapping root, List<DocumentNode> kept, Optional<Position> place) {
        Position list = Trees.place(root, "reservedMemory");
        return new Removed(place.orElse(list), Trees.with(root, new Sequence(list, kept), "reservedMemory"));
    }
}
