package io.alidade.plan.capacity;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.config.KubeletConfiguration;
import java.util.List;
import java.util.Optional;

/// What would raise the copies, or lower what is stranded.
///
/// @param before        as it is
/// @param singles       every change that was tried by itself and changes something, the best first
/// @param chosen        the changes that are proposed, in the order in which they were found, each measured together with
///                      those before it; none if nothing helps
/// @param configuration with them
/// @param machine       the other machine that is proposed, if one is
/// @param tried         setups that were measured
/// @param budget        how many were allowed
/// @param isComplete    false if the budget or the patience ended the search
/// @param allowsSplit   whether changes were allowed that let more pods run split over NUMA nodes
public record Proposal(KubeletVersion version, Measure before, List<Change> singles, List<Change> chosen,
        KubeletConfiguration configuration, Optional<String> machine, int tried, int budget, boolean isComplete,
        boolean allowsSplit, List<String> warnings) {
    public Proposal {
        singles = List.copyOf(singles);
        chosen = List.copyOf(chosen);
        warnings = List.copyOf(warnings);
    }

    /// With all that is proposed.
    public Measure after() {
        return chosen.isEmpty() ? before : chosen.getLast().measure();
    }

    /// What was measured of one setup.
    ///
    /// @param startError    why nothing runs there: the kubelet does not start, or the machine lacks a resource
    /// @param shapes        in the order of the mix
    /// @param fullPercent   how full the node is when no pod of the mix fits any more, the median over orders of arrival
    /// @param splitPercent  of the pods that were admitted then, those that are not aligned
    public record Measure(Optional<String> startError, List<ShapeMeasure> shapes, double fullPercent,
            double splitPercent) {
        public Measure {
            shapes = List.copyOf(shapes);
        }

        /// What it gives, whatever the pods ask for.
        List<Object> gives() {
            return List.of(startError, shapes.stream().map(ShapeMeasure::copies).toList(),
                    Math.round(10 * fullPercent), Math.round(10 * splitPercent));
        }

        /// Shapes of which not one fits.
        public long never() {
            return shapes.stream().filter(shape -> shape.copies() == 0).count();
        }
    }

    /// What was measured of one shape.
    ///
    /// @param asks    what one pod asks for
    /// @param parts   how many such pods do the work of one as it was asked for
    /// @param copies  of the whole work, on the empty node
    /// @param split   pods among them that are not aligned
    public record ShapeMeasure(String name, String asks, int parts, int copies, int split) {}

    /// One change.
    ///
    /// @param kind     `policy`, `scope`, `option`, `reserved`, `machine`, `size` or `parts`
    /// @param text     a phrase: `topologyManagerPolicy restricted instead of single-numa-node`
    /// @param obstacle why it is not proposed although it may help; absent if it could be
    public record Change(String kind, String text, Measure measure, Optional<String> obstacle) {}

    /// The same, with warnings put first.
    public Proposal withWarningsBefore(List<String> others) {
        List<String> all = new java.util.ArrayList<>(others);
        all.addAll(warnings);
        return new Proposal(version, before, singles, chosen, configuration, machine, tried, budget, isComplete,
                allowsSplit, all);
    }
}
