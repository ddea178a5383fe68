package io.alidade.plan.compare;

import io.alidade.engine.ContainerPlacement;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.checkpoint.CheckpointFiles;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.pod.PodManifest;
import io.alidade.plan.alignment.Alignments;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What several kubelets do to the same pods, machine by machine: of different configurations or of different versions.
///
/// @param sides    two or more, the others compared with the first
/// @param warnings about the input
public record Comparison(List<Side> sides, List<String> warnings, List<MachineComparison> machines) {
    public Comparison {
        sides = List.copyOf(sides);
        warnings = List.copyOf(warnings);
        machines = List.copyOf(machines);
    }

    /// A kubelet: its configuration, what that is called, and its version.
    public record Side(String name, KubeletConfiguration configuration, KubeletVersion version) {}

    /// A machine and what it is called.
    ///
    /// @param state where the checkpoints are over which every kubelet starts, if there are any
    public record NamedMachine(String name, MachineDescription machine, Optional<CheckpointFiles> state) {
        private KubeletStart start(KubeletConfiguration configuration, KubeletVersion version) {
            return state.isPresent() ? KubeletNode.start(machine, configuration, version, state.get())
                    : KubeletNode.start(machine, configuration, version);
        }
    }

    /// Compares; the pods come in their order to each machine ([KubeletNode#arrival]).
    public static Comparison of(List<NamedMachine> places, List<Side> sides, List<PodManifest> pods,
            List<String> warnings) {
        return new Comparison(sides, warnings, places.stream().map(place -> machine(place, sides, pods)).toList());
    }

    /// True if there is no difference on any machine.
    public boolean isEqual() {
        return machines.stream().allMatch(MachineComparison::isEqual);
    }

    /// The version of all sides; empty where they are of different ones.
    public Optional<KubeletVersion> commonVersion() {
        return sides.stream().map(Side::version).distinct().count() == 1 ? Optional.of(sides.getFirst().version())
                : Optional.empty();
    }

    private static MachineComparison machine(NamedMachine place, List<Side> sides, List<PodManifest> pods) {
        List<Run> runs = sides.stream().map(side -> run(place, side, pods)).toList();
        List<PodManifest> decided = runs.stream().filter(run -> run.startError().isEmpty()).findFirst()
                .orElse(runs.getFirst()).pods();
        List<PodComparison> compared = new ArrayList<>();
        for (int i = 0; i < decided.size(); i++) {
            int pod = i;
            compared.add(new PodComparison(decided.get(i).request().namespace(), decided.get(i).request().name(),
                    runs.stream().map(run -> run.outcomes().get(pod)).toList()));
        }
        return new MachineComparison(place.name(), runs.stream().map(Run::startError).toList(), compared);
    }

    /// @param pods in the order of the outcomes
    private record Run(Optional<String> startError, List<PodManifest> pods, List<Outcome> outcomes) {}

    private static Run run(NamedMachine place, Side side, List<PodManifest> pods) {
        return switch (place.start(side.configuration(), side.version())) {
            case KubeletStart.Refused(String error) -> new Run(Optional.of(error), pods,
                    Collections.nCopies(pods.size(), new Outcome.Undecided()));
            case KubeletStart.Started(KubeletNode start, List<String> _) -> {
                Alignments alignments = Alignments.on(start.node());
                List<Outcome> outcomes = new ArrayList<>();
                KubeletNode.Arrival arrival = start.arrival(pods);
                KubeletNode node = arrival.node();
                for (PodManifest pod : arrival.pods()) {
                    PodDecision decision = node.admit(pod);
                    node = decision.node();
                    outcomes.add(outcome(decision, alignments));
                }
                yield new Run(Optional.empty(), arrival.pods(), outcomes);
            }
        };
    }

    private static Outcome outcome(PodDecision decision, Alignments alignments) {
        return switch (decision) {
            case PodDecision.Refused refused -> new Outcome.Refused(refused.reason(), refused.message());
            case PodDecision.Admitted admitted -> {
                Map<String, List<String>> devices = new TreeMap<>();
                Map<String, Long> memory = new TreeMap<>();
                for (ContainerPlacement placement : admitted.containers()) {
                    placement.devices().forEach((resource, held) -> devices.put(placement.name() + " " + resource,
                            List.copyOf(held.ids())));
                    placement.memory().forEach(block -> memory.put(placement.name() + " " + block.type() + "@"
                            + admitted.node().node().topology().numaNodeIds(block.affinity()), block.size()));
                }
                yield new Outcome.Admitted(alignments.judge(admitted), devices, memory);
            }
        };
    }
}
