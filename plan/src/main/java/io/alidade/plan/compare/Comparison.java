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

/// What two configurations do to the same pods, machine by machine.
///
/// @param a        the first configuration, by name
/// @param b        the second
/// @param warnings about the input
public record Comparison(KubeletVersion kubeletVersion, Side a, Side b, List<String> warnings,
        List<MachineComparison> machines) {
    public Comparison {
        warnings = List.copyOf(warnings);
        machines = List.copyOf(machines);
    }

    /// A configuration and what it is called.
    public record Side(String name, KubeletConfiguration configuration) {}

    /// A machine and what it is called.
    ///
    /// @param state where the checkpoints are over which both kubelets start, if there are any
    public record Place(String name, MachineDescription machine, Optional<CheckpointFiles> state) {
        private KubeletStart start(KubeletConfiguration configuration, KubeletVersion version) {
            return state.isPresent() ? KubeletNode.start(machine, configuration, version, state.get())
                    : KubeletNode.start(machine, configuration, version);
        }
    }

    /// Compares; the pods come in their order to each machine ([KubeletNode#arrival]).
    public static Comparison of(List<Place> places, Side a, Side b, KubeletVersion version, List<PodManifest> pods,
            List<String> warnings) {
        return new Comparison(version, a, b, warnings,
                places.stream().map(place -> machine(place, a, b, version, pods)).toList());
    }

    /// True if there is no difference on any machine.
    public boolean isEqual() {
        return machines.stream().allMatch(MachineComparison::isEqual);
    }

    private static MachineComparison machine(Place place, Side a, Side b, KubeletVersion version,
            List<PodManifest> pods) {
        Run first = run(place, a, version, pods);
        Run second = run(place, b, version, pods);
        List<PodManifest> decided = first.startError().isPresent() ? second.pods() : first.pods();
        List<PodComparison> compared = new ArrayList<>();
        for (int i = 0; i < decided.size(); i++) {
            compared.add(new PodComparison(decided.get(i).request().namespace(), decided.get(i).request().name(),
                    first.outcomes().get(i), second.outcomes().get(i)));
        }
        return new MachineComparison(place.name(), first.startError(), second.startError(), compared);
    }

    /// @param pods in the order of the outcomes
    private record Run(Optional<String> startError, List<PodManifest> pods, List<Outcome> outcomes) {}

    private static Run run(Place place, Side side, KubeletVersion version, List<PodManifest> pods) {
        return switch (place.start(side.configuration(), version)) {
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
